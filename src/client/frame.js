// In a frame: tells the page around it how high the poll is, whenever that changes.
(() => {
  if (parent === window) return;
  const tell = () => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    parent.postMessage({ hustings: "height", height }, "*");
  };
  new ResizeObserver(tell).observe(document.body);
  tell();
})();
