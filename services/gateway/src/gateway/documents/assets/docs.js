"use strict";
window.addEventListener("load", () => {
  SwaggerUIBundle({ url: "/openapi.json", dom_id: "#documents", deepLinking: true, persistAuthorization: false });
});
