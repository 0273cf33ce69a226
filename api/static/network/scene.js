// The scene: points and lines from typed arrays in WebGL2, a draw call for each. It holds nothing but what it draws.

const MOVE = `
uniform vec4 view; // the middle, and what a unit is in clip space
uniform float turned; // 0 radial, 1 geographic
vec4 moved(vec4 spots) {
  vec2 spot = mix(spots.xy, spots.zw, turned);
  return vec4((spot - view.xy) * view.zw, 0.0, 1.0);
}`;

const POINT = `#version 300 es
layout(location = 0) in vec4 spots;
layout(location = 1) in float size;
layout(location = 2) in vec4 colour;
uniform float pixels;
out vec4 shade;
${MOVE}
void main() {
  gl_Position = moved(spots);
  gl_PointSize = max(1.0, size * pixels);
  shade = colour;
}`;

const DISC = `#version 300 es
precision mediump float;
in vec4 shade;
uniform float alpha;
uniform bool small;
out vec4 colour;
void main() {
  float edge = small ? 1.0 : smoothstep(0.5, 0.42, length(gl_PointCoord - 0.5));
  if (edge == 0.0) discard;
  colour = vec4(shade.rgb, shade.a * alpha * edge);
}`;

const STROKE = `#version 300 es
layout(location = 0) in vec4 spots;
${MOVE}
void main() { gl_Position = moved(spots); }`;

const FLAT = `#version 300 es
precision mediump float;
uniform vec4 ink;
out vec4 colour;
void main() { colour = ink; }`;

/** Whether a graphics card draws here, and no processor in its place. */
export function accelerated() {
  const gl = document.createElement("canvas").getContext("webgl2", { failIfMajorPerformanceCaveat: true });
  const named = gl?.getExtension("WEBGL_debug_renderer_info");
  const renderer = gl ? gl.getParameter(named ? named.UNMASKED_RENDERER_WEBGL : gl.RENDERER) : "none";
  gl?.getExtension("WEBGL_lose_context")?.loseContext();
  return !/none|swiftshader|llvmpipe|software|basic render/i.test(renderer);
}

export class Scene {
  constructor(canvas) {
    const gl = canvas.getContext("webgl2", { antialias: false, alpha: false, powerPreference: "high-performance" });
    Object.assign(this, { canvas, gl, points: program(gl, POINT, DISC), strokes: program(gl, STROKE, FLAT) });
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
  }

  /** Points to be drawn: where they are in both layouts, their sizes in pixels and their colours. */
  cloud(spots, sizes, colours) {
    const gl = this.gl, array = gl.createVertexArray();
    gl.bindVertexArray(array);
    const buffers = [
      attribute(gl, 0, spots, 4, gl.FLOAT, false),
      attribute(gl, 1, sizes, 1, sizes instanceof Float32Array ? gl.FLOAT : gl.UNSIGNED_BYTE, false),
      attribute(gl, 2, colours, 4, gl.UNSIGNED_BYTE, true),
    ];
    return { array, buffers, count: sizes.length };
  }

  recolour(cloud, colours) {
    const gl = this.gl;
    gl.bindBuffer(gl.ARRAY_BUFFER, cloud.buffers[2]);
    gl.bufferData(gl.ARRAY_BUFFER, colours, gl.STATIC_DRAW);
  }

  /** Lines to be drawn, two ends each. */
  net(spots) {
    const gl = this.gl, array = gl.createVertexArray();
    gl.bindVertexArray(array);
    return { array, buffers: [attribute(gl, 0, spots, 4, gl.FLOAT, false)], count: spots.length / 4 };
  }

  drop(drawn) {
    drawn.buffers.forEach((buffer) => this.gl.deleteBuffer(buffer));
    this.gl.deleteVertexArray(drawn.array);
  }

  begin(camera, turned, paper) {
    const gl = this.gl, ratio = this.canvas.width / camera.width;
    gl.viewport(0, 0, this.canvas.width, this.canvas.height);
    gl.clearColor(...paper, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    const view = [camera.x, camera.y, (2 * camera.scale) / camera.width, (2 * camera.scale) / camera.height];
    for (const each of [this.points, this.strokes]) {
      gl.useProgram(each.program);
      gl.uniform4fv(each.at("view"), view);
      gl.uniform1f(each.at("turned"), turned);
    }
    this.ratio = ratio;
  }

  end() {}

  drawNet(net, ink) {
    const gl = this.gl;
    if (!net.count || ink[3] < 0.01) return;
    gl.useProgram(this.strokes.program);
    gl.uniform4fv(this.strokes.at("ink"), ink);
    gl.bindVertexArray(net.array);
    gl.drawArrays(gl.LINES, 0, net.count);
  }

  drawCloud(cloud, pixels, alpha = 1, small = false) {
    const gl = this.gl;
    if (!cloud.count) return;
    gl.useProgram(this.points.program);
    gl.uniform1f(this.points.at("pixels"), pixels * this.ratio);
    gl.uniform1f(this.points.at("alpha"), alpha);
    gl.uniform1i(this.points.at("small"), small);
    gl.bindVertexArray(cloud.array);
    gl.drawArrays(gl.POINTS, 0, cloud.count);
  }
}

function program(gl, vertex, fragment) {
  const made = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  if (!gl.getProgramParameter(made, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(made));
  const places = new Map();
  const at = (name) => {
    if (!places.has(name)) places.set(name, gl.getUniformLocation(made, name));
    return places.get(name);
  };
  return { program: made, at };
}

function attribute(gl, place, values, wide, kind, normalised) {
  const buffer = gl.createBuffer();
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW);
  gl.enableVertexAttribArray(place);
  gl.vertexAttribPointer(place, wide, kind, normalised, 0, 0);
  return buffer;
}
