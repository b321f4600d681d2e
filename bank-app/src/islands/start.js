{
  const { script, binary } = document.currentScript.dataset;
  const code = import(script);
  const wasm = fetch(binary);
  addEventListener("DOMContentLoaded", async () => {
    const islands = await code;
    await islands.default({ module_or_path: wasm });
    islands.hydrate();
    for (const island of document.querySelectorAll("leptos-island")) {
      islands[island.dataset.component](island);
    }
  });
}
