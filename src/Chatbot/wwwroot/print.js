// The button is there only where it can work.
const button = document.getElementById("print");
button.hidden = false;
button.addEventListener("click", () => print());
