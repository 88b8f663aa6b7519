/** Light or dark: as the system has it, or as was chosen here before. */
export function followTheme(select) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const isDark = select.value === "dark" || (select.value === "auto" && system.matches);
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
  };
  try {
    select.value = localStorage.getItem("vbg-theme") ?? "auto";
  } catch {
    // Storage may be forbidden: then nothing is remembered.
  }
  if (!select.value) select.value = "auto";
  select.addEventListener("change", () => {
    try {
      localStorage.setItem("vbg-theme", select.value);
    } catch {
      // As above.
    }
    apply();
  });
  system.addEventListener("change", apply);
  apply();
}
