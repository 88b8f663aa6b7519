onmessage = ({ data: [id, milliseconds] }) => setTimeout(() => postMessage(id), milliseconds);
