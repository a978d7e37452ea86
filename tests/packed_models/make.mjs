// Writes the models of this folder: a lumpy ball with colours and texture coordinates, one that turns, plain and packed in each way.
//
// Needs the npm packages @gltf-transform/core, @gltf-transform/extensions, @gltf-transform/functions (4.5), draco3dgltf (1.5.7),
// meshoptimizer (0.22 or later) and gltfpack (1.3):  NODE_PATH=…/node_modules node make.mjs
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
const require = createRequire(process.env.NODE_PATH + "/x.js");
const { Document, NodeIO } = require("@gltf-transform/core");
const { ALL_EXTENSIONS, KHRDracoMeshCompression, EXTMeshoptCompression } = require("@gltf-transform/extensions");
const { MeshoptEncoder, MeshoptDecoder } = require("meshoptimizer");
const draco3d = require("draco3dgltf");

const document = new Document();
const buffer = document.createBuffer();
const [across, down] = [16, 8];
const [positions, normals, places, colours, indices] = [[], [], [], [], []];
for (let y = 0; y <= down; y++) {
  for (let x = 0; x <= across; x++) {
    const [yaw, pitch] = [(x / across) * 2 * Math.PI, (y / down - 0.5) * Math.PI];
    const normal = [Math.cos(pitch) * Math.sin(yaw), Math.sin(pitch), Math.cos(pitch) * Math.cos(yaw)];
    const far = 1 + 0.2 * Math.sin(3 * yaw) * Math.cos(pitch);
    positions.push(...normal.map((part) => part * far));
    normals.push(...normal);
    places.push(x / across, 1 - y / down);
    colours.push(255 - 8 * x, 30 * y, 40 + 10 * x, 255);
    if (x < across && y < down) {
      const at = y * (across + 1) + x;
      indices.push(at, at + 1, at + across + 2, at, at + across + 2, at + across + 1);
    }
  }
}
const accessor = (type, array) => document.createAccessor().setType(type).setArray(array).setBuffer(buffer);
const primitive = document
  .createPrimitive()
  .setAttribute("POSITION", accessor("VEC3", new Float32Array(positions)))
  .setAttribute("NORMAL", accessor("VEC3", new Float32Array(normals)))
  .setAttribute("TEXCOORD_0", accessor("VEC2", new Float32Array(places)))
  .setAttribute("COLOR_0", accessor("VEC4", new Uint8Array(colours)).setNormalized(true))
  .setIndices(accessor("SCALAR", new Uint16Array(indices)))
  .setMaterial(document.createMaterial("ball").setRoughnessFactor(0.6).setMetallicFactor(0));
const mesh = document.createMesh("ball").addPrimitive(primitive);
const still = document.createNode("still").setMesh(mesh).setTranslation([1.5, 0, 0]);
const turning = document.createNode("turning").setMesh(mesh).setTranslation([-1.5, 0, 0]);
const times = accessor("SCALAR", new Float32Array([0, 0.5, 1, 1.5, 2]));
const turns = [0, 1, 2, 3, 4].flatMap((nth) => [0, Math.sin((nth * Math.PI) / 8), 0, Math.cos((nth * Math.PI) / 8)]);
const sampler = document.createAnimationSampler().setInput(times).setOutput(accessor("VEC4", new Float32Array(turns)));
const channel = document.createAnimationChannel().setTargetNode(turning).setTargetPath("rotation").setSampler(sampler);
document.createAnimation("turn").addSampler(sampler).addChannel(channel);
document.createScene().addChild(still).addChild(turning);

await MeshoptEncoder.ready;
const io = new NodeIO().registerExtensions(ALL_EXTENSIONS).registerDependencies({
  "draco3d.encoder": await draco3d.createEncoderModule(),
  "draco3d.decoder": await draco3d.createDecoderModule(),
  "meshopt.encoder": MeshoptEncoder,
  "meshopt.decoder": MeshoptDecoder,
});
await io.write("plain.glb", document);
const gltfpack = process.env.NODE_PATH + "/gltfpack/cli.js";
const pack = (name, ...options) => execFileSync("node", [gltfpack, "-i", "plain.glb", "-o", name, "-kn", "-ke", ...options]);
// Attributes quantised and folded (octahedral, quaternion), and in floating point (exponential).
pack("meshopt.glb", "-cc", "-vp", "16", "-vn", "12", "-vt", "14");
pack("meshopt-float.glb", "-cc", "-vpf", "-vp", "16", "-vn", "12");
// The other codec of indices, without filters.
document.createExtension(EXTMeshoptCompression).setRequired(true).setEncoderOptions({ method: "quantize" });
await io.write("meshopt-plain.glb", document);
document.getRoot().listExtensionsUsed().forEach((extension) => extension.dispose());
document.createExtension(KHRDracoMeshCompression).setRequired(true).setEncoderOptions({
  method: KHRDracoMeshCompression.EncoderMethod.EDGEBREAKER,
  encodeSpeed: 0,
  decodeSpeed: 0,
  quantizationBits: { POSITION: 16, NORMAL: 12, COLOR: 8, TEX_COORD: 14, GENERIC: 12 },
});
await io.write("draco.glb", document);
