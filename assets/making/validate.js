// Checks glTF files by Khronos' own validator: no error and no warning may be left.
//
//     npm install --no-save gltf-validator
//     node validate.js ../../tours/*/*.glb ../../tours/*/people/*.glb

const fs = require("fs");
const validator = require("gltf-validator");

async function main(files) {
    for (const file of files) {
        const { issues } = await validator.validateBytes(new Uint8Array(fs.readFileSync(file)));
        console.log(`${file}: ${issues.numErrors} errors, ${issues.numWarnings} warnings`);
        for (const { severity, code, message, pointer } of issues.messages) {
            if (severity < 2) console.log(`  ${code} at ${pointer}: ${message}`);
        }
        if (issues.numErrors + issues.numWarnings > 0) process.exitCode = 1;
    }
}

main(process.argv.slice(2));
