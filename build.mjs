// What comes from npm, each library built down by esbuild to the parts in use. Our own modules are served as they are.
import { build } from "esbuild";

await build({
  entryPoints: {
    htmx: "htmx.org",
    charts: "api/static/charts/echarts.js",
    index: "kdbush",
  },
  outdir: "api/static/vendor",
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "linked",
  logLevel: "warning",
});
