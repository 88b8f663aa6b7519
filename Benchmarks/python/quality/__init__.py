"""How good the pictures are that vbg makes: edges, blur, colors, steadiness, against known alpha."""
