// Runs in an embedded poll: reports its height to the surrounding page whenever it changes.
(() => {
  if (parent === window) return;
  const tell = () => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    parent.postMessage({ hustings: "height", height }, "*");
  };
  new ResizeObserver(tell).observe(document.body);
  tell();
})();
