print("vbg")
