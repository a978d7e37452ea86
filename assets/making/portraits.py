"""Mette's and Jonas's portraits: drawn as SVG, rendered as 512 x 512 PNG.

    python portraits.py to=../../tours/first-look

Both are invented. They are drawn as in a picture book, flat and matt with one soft shadow side,
and stand on an opaque ground that also works cut to a circle.
"""

import resvg_py

from sound import folder_from_command_line

DEFINITIONS = """
<filter id="soft" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="11"/></filter>
<filter id="softer" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="22"/></filter>
<filter id="paper" x="0" y="0" width="100%" height="100%">
  <feTurbulence type="fractalNoise" baseFrequency="0.55" numOctaves="3" seed="4"/>
  <feColorMatrix values="0 0 0 0 0.45  0 0 0 0 0.40  0 0 0 0 0.34  0.5 0.5 0 0 -0.42"/>
</filter>
"""


def page(ground, figure):
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" width="512" height="512">
<defs>{DEFINITIONS}</defs>
{ground}
{figure}
<rect width="512" height="512" filter="url(#paper)" opacity="0.32"/>
</svg>"""


def ground(low, high, disc, disc_at):
    x, y, r = disc_at
    return f"""
<linearGradient id="ground" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="{high}"/><stop offset="1" stop-color="{low}"/></linearGradient>
<rect width="512" height="512" fill="url(#ground)"/>
<circle cx="{x}" cy="{y}" r="{r}" fill="{disc}" opacity="0.75"/>"""


def eye(x, y, iris, lid):
    """A small warm eye: a dark dot with a glint under a calm upper lid."""
    return f"""
<ellipse cx="{x}" cy="{y}" rx="11.5" ry="7.5" fill="#fbf3e9"/>
<circle cx="{x}" cy="{y}" r="6.9" fill="{iris}"/><circle cx="{x}" cy="{y}" r="3.6" fill="#2a211d"/>
<circle cx="{x + 2.2}" cy="{y - 2.6}" r="1.7" fill="#fff"/>
<path d="M{x - 13} {y - 1} Q{x} {y - 13} {x + 13} {y - 1}" fill="none" stroke="{lid}" stroke-width="3.4" stroke-linecap="round"/>
<path d="M{x - 9} {y + 9.5} Q{x} {y + 12.5} {x + 9} {y + 9.5}" fill="none" stroke="{lid}" stroke-width="1.4" stroke-linecap="round" opacity="0.35"/>"""


def mette():
    skin, shade, line = "#eec3a0", "#d79a76", "#8a5238"
    hair, hair_dark, hair_light = "#b98249", "#96642f", "#d5a468"
    face = "M182 208 C180 140 212 108 258 108 C304 108 334 142 332 208 C331 262 312 302 286 322 C270 334 246 334 230 322 C202 302 184 262 182 208 Z"
    figure = f"""
<clipPath id="face"><path d="{face}"/></clipPath>
<!-- the tail of her hair -->
<path d="M318 150 C372 158 388 214 372 272 C366 300 384 318 376 346 C350 340 334 312 334 280 C336 240 322 200 318 150 Z" fill="{hair_dark}"/>
<path d="M330 168 C362 186 370 226 358 270 C354 292 360 312 366 328" fill="none" stroke="{hair}" stroke-width="7" stroke-linecap="round"/>
<path d="M170 236 C150 130 206 78 262 80 C326 82 362 136 346 236 L326 246 L188 246 Z" fill="{hair_dark}"/>
<!-- neck and uniform -->
<path d="M218 290 L218 372 C234 404 280 404 296 372 L296 290 Z" fill="{shade}"/>
<path d="M66 512 C70 436 106 404 164 388 L216 368 C238 398 276 398 298 368 L350 388 C406 404 444 436 448 512 Z" fill="#33495a"/>
<path d="M216 362 C206 372 196 384 190 398 L240 446 L258 414 L274 446 L324 398 C318 384 308 372 298 362 C284 392 230 392 216 362 Z" fill="#a9c3d3"/>
<path d="M216 362 C206 372 196 384 190 398 L240 446 L258 414 C240 402 224 386 216 362 Z" fill="#bcd2df"/>
<path d="M250 416 L266 416 L276 512 L240 512 Z" fill="#22333f"/>
<path d="M247 414 L269 414 L264 432 L252 432 Z" fill="#1b2933"/>
<path d="M98 424 C116 408 138 399 160 394 L166 412 C146 418 126 427 110 442 Z" fill="#22333f"/>
<path d="M414 424 C398 408 376 399 354 394 L348 412 C368 418 388 427 402 442 Z" fill="#22333f"/>
<circle cx="134" cy="420" r="4.5" fill="#d8b45c"/><circle cx="379" cy="420" r="4.5" fill="#d8b45c"/>
<rect x="322" y="452" width="62" height="20" rx="4" fill="#efe8da"/><path d="M330 462 H374" stroke="#33495a" stroke-width="3.5" stroke-linecap="round"/>
<!-- face -->
<ellipse cx="181" cy="228" rx="15" ry="23" fill="{shade}"/><ellipse cx="334" cy="228" rx="15" ry="23" fill="{shade}"/>
<circle cx="179" cy="250" r="4" fill="#e8d28f"/><circle cx="336" cy="250" r="4" fill="#e8d28f"/>
<path d="{face}" fill="{skin}"/>
<g clip-path="url(#face)">
  <path d="M300 90 C286 180 312 262 262 346 L360 346 L360 90 Z" fill="{shade}" opacity="0.42" filter="url(#soft)"/>
  <path d="M170 100 H350 V176 C300 150 220 150 170 196 Z" fill="{shade}" opacity="0.55" filter="url(#soft)"/>
  <circle cx="212" cy="266" r="24" fill="#e0825f" opacity="0.42" filter="url(#soft)"/>
  <circle cx="303" cy="266" r="24" fill="#d97554" opacity="0.42" filter="url(#soft)"/>
</g>
{eye(222, 226, "#58786f", line)}{eye(292, 226, "#58786f", line)}
<path d="M203 204 C212 195 228 194 238 200" fill="none" stroke="{hair_dark}" stroke-width="5.5" stroke-linecap="round"/>
<path d="M277 200 C287 194 302 195 311 204" fill="none" stroke="{hair_dark}" stroke-width="5.5" stroke-linecap="round"/>
<path d="M259 228 C262 244 268 254 266 261 C263 267 254 267 249 264" fill="none" stroke="{line}" stroke-width="3.2" stroke-linecap="round" opacity="0.75"/>
<path d="M228 285 C242 291 272 291 288 284 C280 305 240 307 228 285 Z" fill="#fbf4ea"/>
<path d="M225 283 C240 292 274 292 291 282" fill="none" stroke="#a44c3c" stroke-width="4.2" stroke-linecap="round"/>
<path d="M229 286 C240 308 280 306 288 284" fill="none" stroke="#bd6250" stroke-width="4.4" stroke-linecap="round"/>
<path d="M210 276 C206 284 206 290 209 296 M306 276 C310 284 310 290 307 296" fill="none" stroke="{line}" stroke-width="2.2" stroke-linecap="round" opacity="0.4"/>
<path d="M196 238 l-7 4 M197 231 l-8 0 M318 238 l7 4 M317 231 l8 0" stroke="{line}" stroke-width="1.8" stroke-linecap="round" opacity="0.35"/>
<!-- the front of her hair, parted -->
<path d="M172 240 C156 142 204 84 262 82 C328 82 358 138 344 240 C338 212 332 192 322 176 C300 168 262 152 236 126 C226 156 204 178 190 190 C180 204 176 222 172 240 Z" fill="{hair}"/>
<path d="M236 126 C262 152 300 168 322 176 C316 148 292 116 254 104 Z" fill="{hair_light}" opacity="0.55"/>
<path d="M190 186 C196 152 214 122 238 108 M206 166 C212 146 222 132 236 122 M262 100 C290 108 312 128 324 158 M284 98 C306 110 324 130 332 164" fill="none" stroke="{hair_dark}" stroke-width="2.6" stroke-linecap="round" opacity="0.5"/>"""
    return page(ground("#dfae83", "#f0d9b5", "#f6e7c8", (256, 226, 186)), figure)


def jonas():
    skin, shade, line = "#dfae8a", "#bf855f", "#6f4430"
    hair, hair_dark = "#8f8a84", "#6c6762"
    face = "M178 204 C176 138 208 104 258 104 C308 104 338 140 336 204 C336 262 318 304 288 326 C272 338 244 338 228 326 C198 304 178 262 178 204 Z"
    beard = "M176 226 C184 240 192 250 200 254 C220 250 236 258 258 258 C280 258 296 250 314 254 C322 250 330 240 338 226 C342 292 320 350 258 356 C196 350 172 292 176 226 Z"
    figure = f"""
<clipPath id="face"><path d="{face}"/></clipPath><clipPath id="beard"><path d="{beard}"/></clipPath>
<path d="M170 230 C152 134 204 80 260 82 C322 80 364 134 346 230 Z" fill="{hair_dark}"/>
<!-- neck, shirt, cardigan -->
<path d="M212 292 L212 372 C234 408 282 408 304 372 L304 292 Z" fill="{shade}"/>
<path d="M48 512 C54 438 96 404 158 388 L212 366 C234 400 282 400 304 366 L358 388 C418 404 460 438 464 512 Z" fill="#5a4a45"/>
<path d="M212 362 C202 372 192 386 188 400 L232 452 L258 512 L286 452 L328 400 C324 386 314 372 304 362 C290 396 228 396 212 362 Z" fill="#ece3d3"/>
<path d="M212 360 C200 372 192 386 188 402 L236 436 L258 402 C236 398 220 382 212 360 Z" fill="#f5eee1"/>
<path d="M304 360 C316 372 324 386 328 402 L280 436 L258 402 C280 398 296 382 304 360 Z" fill="#e6dccb"/>
<path d="M188 398 C176 392 168 392 158 390 C160 430 200 480 224 512 L262 512 C236 470 204 436 188 398 Z" fill="#6b5851"/>
<path d="M328 398 C340 392 348 392 358 390 C356 430 318 480 294 512 L256 512 C280 470 312 436 328 398 Z" fill="#4d3f3a"/>
<path d="M82 452 C92 470 100 490 102 512 M430 452 C420 470 412 490 410 512" stroke="#43362f" stroke-width="3.5" fill="none" stroke-linecap="round" opacity="0.6"/>
<path d="M236 424 C240 452 250 472 259 480 C268 472 277 452 280 424" fill="none" stroke="#7a5a3c" stroke-width="2.6"/>
<path d="M255 478 h8 v10 h9 v8 h-9 v20 h-8 v-20 h-9 v-8 h9 Z" fill="#8a6036"/>
<!-- face -->
<ellipse cx="176" cy="226" rx="16" ry="25" fill="{shade}"/><ellipse cx="339" cy="226" rx="16" ry="25" fill="{shade}"/>
<path d="{face}" fill="{skin}"/>
<g clip-path="url(#face)">
  <path d="M304 84 C290 180 314 262 268 350 L366 350 L366 84 Z" fill="{shade}" opacity="0.48" filter="url(#soft)"/>
  <path d="M160 96 H356 V146 C300 124 214 124 160 160 Z" fill="{shade}" opacity="0.5" filter="url(#soft)"/>
  <circle cx="210" cy="256" r="24" fill="#cf6f52" opacity="0.4" filter="url(#soft)"/>
  <circle cx="306" cy="256" r="24" fill="#c4654a" opacity="0.4" filter="url(#soft)"/>
</g>
<!-- beard and smile -->
<path d="{beard}" fill="{hair}"/>
<g clip-path="url(#beard)">
  <path d="M290 220 C300 290 290 330 262 372 L360 372 V220 Z" fill="{hair_dark}" opacity="0.55" filter="url(#soft)"/>
  <path d="M196 272 C200 300 212 324 228 340 M214 276 C218 304 228 326 242 346 M318 272 C316 300 304 324 290 340 M302 276 C298 304 290 326 276 346 M258 322 V352 M240 320 L244 346 M276 320 L272 346" stroke="#b3aea6" stroke-width="2.6" fill="none" stroke-linecap="round" opacity="0.7"/>
</g>
<path d="M220 272 C234 262 248 264 258 268 C268 264 282 262 296 272 C288 280 272 278 258 278 C244 278 228 280 220 272 Z" fill="#a39e97"/>
<path d="M234 286 C246 294 270 294 283 286" fill="none" stroke="#8c4536" stroke-width="5" stroke-linecap="round"/>
<path d="M244 297 C252 301 264 301 272 297" fill="none" stroke="#c07a64" stroke-width="3.6" stroke-linecap="round" opacity="0.8"/>
<path d="M259 220 C264 238 272 248 270 256 C266 264 252 264 246 258" fill="none" stroke="{line}" stroke-width="3.4" stroke-linecap="round" opacity="0.75"/>
{eye(219, 218, "#6b523d", line)}{eye(295, 218, "#6b523d", line)}
<path d="M196 194 C206 184 226 183 238 190" fill="none" stroke="{hair_dark}" stroke-width="7" stroke-linecap="round"/>
<path d="M276 190 C288 183 308 184 318 194" fill="none" stroke="{hair_dark}" stroke-width="7" stroke-linecap="round"/>
<path d="M232 160 C246 156 268 156 282 160 M240 146 C250 143 264 143 274 146" stroke="{line}" stroke-width="2" fill="none" stroke-linecap="round" opacity="0.3"/>
<!-- round glasses -->
<g fill="none" stroke="#3d2e27" stroke-width="4.2"><circle cx="219" cy="219" r="27"/><circle cx="295" cy="219" r="27"/><path d="M246 215 Q257 207 268 215 M192 214 L174 208 M322 214 L340 208"/></g>
<path d="M205 204 L214 198 M281 204 L290 198" stroke="#fff" stroke-width="3" stroke-linecap="round" opacity="0.55"/>
<!-- short hair, receding a little -->
<path d="M172 222 C158 138 204 82 260 84 C320 82 356 138 344 222 C340 196 334 176 322 160 C306 138 284 140 258 128 C236 138 212 136 196 160 C184 176 176 196 172 222 Z" fill="{hair}"/>
<path d="M200 140 C214 116 236 104 256 102 M222 132 C234 120 246 114 260 112 M272 104 C294 108 312 122 322 144 M282 118 C296 122 306 130 312 140" stroke="#b3aea6" stroke-width="3" fill="none" stroke-linecap="round" opacity="0.7"/>"""
    return page(ground("#93a892", "#cfd6bd", "#e4e4cb", (256, 224, 188)), figure)


def main():
    folder = folder_from_command_line() / "people"
    folder.mkdir(parents=True, exist_ok=True)
    for name, drawing in (("mette", mette()), ("jonas", jonas())):
        (folder / f"{name}.png").write_bytes(bytes(resvg_py.svg_to_bytes(svg_string=drawing, width=512, height=512)))
        print(folder / f"{name}.png")


if __name__ == "__main__":
    main()
