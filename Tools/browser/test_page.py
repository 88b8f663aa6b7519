"""The page in Chromium: what it shows, and every control."""

import time

from fixtures import png
from page_case import PageCase


class PageTests(PageCase):
    """What the page does when all is well."""

    def test_it_opens_and_composites(self):
        """The first composite, without a message of the console; screenshots of both sizes and schemes."""
        start = time.monotonic()
        self.open_page(rate=None)
        self.browser.wait("a composite", "return document.getElementById('result').width > 300")
        print(f"  first composite after {time.monotonic() - start:.2f} s, of the browser's own clock "
              f"{self.run_script('return (performance.now() / 1000).toFixed(2)')} s")
        self.wait_for_figures()
        self.assertEqual(self.browser.messages(), [])
        self.assertEqual(self.notices(), [])
        for scheme in ("light", "dark"):
            self.browser.color_scheme(scheme)
            for width, height in ((1280, 900), (400, 860)):
                self.open_page("#source=scene&view=split", width, height)
                self.wait_for_figures()
                self.assertEqual(self.run_script("return document.documentElement.scrollWidth"), width)
                self.shot(f"{scheme}-{width}")
        self.browser.color_scheme("light")

    def test_every_control(self):
        """Each control changes its setting: the address says so, no error is shown, frames go on; the link reproduces
        all of it."""
        self.open_page()
        changes = [
            ("mirror", "input[name=mirror]", None, "mirror=1"), ("rate", "input[name=rate]", "24", "rate=24"),
            ("background", 'input[value="none"]', None, "background=none"),
            ("background", 'input[value="blur"]', None, "background=blur"),
            ("blur", "input[name=blur]", "7.5", "blur=7.5"),
            ("blurShape", "select[name=blurShape]", "disc", "blurShape=disc"),
            ("background", 'input[value="color"]', None, "background=color"),
            ("color", "input[name=color]", "#123456", "color=%23123456"),
            ("background", 'input[value="transparent"]', None, "background=transparent"),
            ("background", 'input[data-setting=background][value="image"]', None, "rate="),
            *[("picture", f'input[data-setting=picture][value="{name}"]', None, f"picture={name}")
              for name in ("studio", "shelves", "waves")],
            ("fit", "select[name=fit]", "contain", "fit=contain"),
            ("preset", "select[name=preset]", "demo", "preset=demo"),
            ("preset", "select[name=preset]", "simple", "preset=simple"),
            ("preset", "select[name=preset]", "privacy", "preset=privacy"),
            ("preset", "select[name=preset]", "standard", ""),
            *[("filter", "select[name=filter]", name, f"filter={name}" if name != "guided" else "")
              for name in ("exact", "separable", "none", "guided")],
            ("sigmaSpace", "input[name=sigmaSpace]", "2.5", "sigmaSpace=2.5"),
            ("sigmaColor", "input[name=sigmaColor]", "0.3", "sigmaColor=0.3"),
            ("coverageLow", "input[name=coverageLow]", "0.4", "coverageLow=0.4"),
            ("coverageHigh", "input[name=coverageHigh]", "0.9", "coverageHigh=0.9"),
            ("lightWrap", "input[name=lightWrap]", "0.8", "lightWrap=0.8"),
            ("blend", "select[name=blend]", "linear-dodge", "blend=linear-dodge"),
            ("wrapSource", "select[name=wrapSource]", "blurred", "wrapSource=blurred"),
            ("wrapReach", "select[name=wrapReach]", "coverage", "wrapReach=coverage"),
            ("framing", "input[name=framing]", None, "framing=stretch"),
            ("onlyMainPerson", "input[name=onlyMainPerson]", None, "onlyMainPerson=1"),
            ("minArea", "input[name=minArea]", "2.5", "minArea=2.5"),
            ("fillHoles", "input[name=fillHoles]", "1.5", "fillHoles=1.5"),
            ("grow", "input[name=grow]", "-6", "grow=-6"),
            ("feather", "input[name=feather]", "9", "feather=9"),
            ("opacity", "input[name=opacity]", "85", "opacity=85"),
            ("autoFrame", "input[name=autoFrame]", None, "autoFrame=1"),
            ("relight", "input[name=relight]", "0.7", "relight=0.7"),
            ("warmth", "input[name=warmth]", "-30", "warmth=-30"),
            ("dimBackground", "input[name=dimBackground]", "20", "dimBackground=20"),
            ("desaturateBackground", "input[name=desaturateBackground]", "40", "desaturateBackground=40"),
            *[("inFront", "select[name=inFront]", name, f"inFront={name}" if name != "none" else "")
              for name in ("badge", "none", "title")],
            ("inFrontPosition", "select[name=inFrontPosition]", "top", "inFrontPosition=top"),
            ("smoothing", "input[name=smoothing]", None, "smoothing=off"),
            ("decontaminate", "input[name=decontaminate]", None, "decontaminate=1"),
            ("matting", "input[name=matting]", None, "matting=1"), ("matting", "input[name=matting]", None, ""),
            *[("view", f'input[data-setting=view][value="{name}"]', None, f"view={name}" if name != "result" else "")
              for name in ("split", "mask", "overlay", "original", "result")],
            ("backend", "select[name=backend]", "plain", "backend=plain"),
            ("model", "select[name=model]", "selfie", "model=selfie"),
        ]
        names = set()
        for name, selector, value, fragment in changes:
            names.add(name)
            with self.subTest(control=selector, value=value):
                self.set(selector, value)
                found = self.run_script("await new Promise((r) => setTimeout(r, 120)); return location.hash")
                self.assertIn(fragment, found)
                self.assertEqual(self.notices(), [])
        found = self.run_script("""return [...document.querySelectorAll("main input, main select")]
            .map((c) => c.dataset.setting ?? c.name).filter(Boolean)""")
        # Threads show where they are chosen; sources, and models with classes, have tests of their own.
        self.assertEqual(set(found) - names, {"source", "threads", "personClass"})
        fragment = self.run_script("return location.hash")
        self.assertIn("source=portrait", fragment)
        shown = "return [...document.querySelectorAll('main input, main select')].filter((c) => c.name)" \
            ".map((c) => [c.dataset.setting ?? c.name, c.type === 'radio' || c.type === 'checkbox' ? c.checked : c.value])"
        before = self.run_script(shown)
        self.open_page(fragment, rate=None)
        self.browser.wait("the model", "return document.querySelector('select[name=model]').value === 'selfie'")
        self.assertEqual(self.run_script(shown), before)
        self.wait_for_figures()
        self.run_script("document.getElementById('reset').click()")
        self.browser.wait("the defaults", "return location.hash === ''")
        self.assertEqual(self.run_script("return document.querySelector('select[name=filter]').value"), "guided")
        self.assertEqual(self.browser.messages(), [])

    def test_a_hostile_link_breaks_nothing(self):
        """Values out of range, names that there are not, and markup are left out."""
        self.open_page("#sigmaSpace=99&coverageLow=0.9&coverageHigh=0.1&view=%3Cimg%3E&model=../../x&rate=NaN"
                       "&__proto__=1&constructor=2&blur=1e999&threads=-4&backend=cuda&color=red")
        self.wait_for_figures()
        self.assertEqual(self.notices(), [])
        self.assertEqual(self.run_script("return document.querySelector('input[name=sigmaSpace]').value"), "1")

    def test_backgrounds_show(self):
        """The corner of the scene, where nobody is, shows what was chosen."""
        self.open_page("#source=scene&background=color&color=%23ff0000")
        self.wait_for_picture("red", lambda p: p["corner"][:3] == [255, 0, 0])
        self.choose("background", "transparent")
        self.wait_for_picture("transparency", lambda p: p["corner"][3] == 0)
        self.choose("background", "none")
        self.wait_for_picture("the room", lambda p: p["corner"][0] > 200 and p["corner"][3] == 255)
        self.choose("view", "mask")
        self.choose("background", "color")
        self.wait_for_picture("a black corner", lambda p: p["corner"][:3] == [0, 0, 0] and p["middle"][0] > 200)

    def test_people_light_and_what_is_in_front_show(self):
        """Of nobody at all the color shows; light, a picture in front and a person who is followed change the picture."""
        self.open_page("#source=scene&background=color&color=%23ff0000")
        self.wait_for_picture("the person", lambda p: p["middle"][:3] != [255, 0, 0] and p["corner"][:3] == [255, 0, 0])
        self.set("input[name=opacity]", "0")
        self.wait_for_picture("nobody", lambda p: p["middle"][:3] == [255, 0, 0])
        self.set("input[name=opacity]", "100")
        self.set("input[name=dimBackground]", "100")
        self.wait_for_picture("a dark background", lambda p: p["corner"][:3] == [0, 0, 0])
        self.set("input[name=dimBackground]", "0")
        self.choose("background", "none")
        self.set("input[name=desaturateBackground]", "100")
        self.wait_for_picture("a gray room", lambda p: max(p["corner"][:3]) - min(p["corner"][:3]) <= 2)
        self.set("input[name=desaturateBackground]", "0")
        self.set("select[name=inFront]", "title")
        self.set("select[name=inFrontPosition]", "top")
        self.wait_for_picture("the title", lambda p: p["corner"][0] < 200)
        self.set("select[name=inFront]", "none")
        self.wait_for_picture("the room", lambda p: p["corner"][0] > 200)
        self.browser.type("#front-file", self.path("logo.png", png(1400, 900, lambda x, y: (0, 0, 250))))
        self.wait_for_picture("the own picture", lambda p: p["middle"][:3] == [0, 0, 250])
        self.assertIn("--in-front logo.png", self.run_script("return document.getElementById('command').textContent"))

    def test_split_view_by_mouse_and_keyboard(self):
        """The border moves by arrows and by the mouse; at its left is the original."""
        self.open_page("#source=scene&view=split&background=color&color=%23ff0000")
        self.wait_for_figures()
        self.run_script("document.getElementById('split').focus()")
        self.browser.press("\ue014", "\ue014", "\ue010")
        self.browser.wait("100 per cent", "return document.getElementById('split').ariaValueNow === '100'")
        self.browser.press("\ue011")
        self.browser.wait("0 per cent", "return document.getElementById('split').ariaValueNow === '0'")
        box = self.run_script("""const { left, top, width, height } = document.getElementById("original").getBoundingClientRect();
            return [left, top, width, height]""")
        for kind, x in (("mousePressed", box[0]), ("mouseMoved", box[0] + box[2] * 0.25), ("mouseReleased", box[0] + box[2] * 0.25)):
            self.browser.devtools("Input.dispatchMouseEvent", type=kind, x=x + 1, y=box[1] + box[3] / 2, button="left", buttons=1, clickCount=1)
        self.assertAlmostEqual(float(self.run_script("return document.getElementById('split').ariaValueNow")), 25, delta=2)
        self.assertIn("inset", self.run_script("return getComputedStyle(document.getElementById('original')).clipPath"))

    def test_names_and_order_for_keyboards_and_screen_readers(self):
        """Every control has a name, can be reached by Tab, and nothing else is in the way."""
        self.open_page("#source=scene&view=split")
        self.wait_for_figures()
        nodes = self.browser.devtools("Accessibility.getFullAXTree")["nodes"]
        roles = {"button", "slider", "combobox", "checkbox", "radio", "spinbutton", "link", "img", "radiogroup"}
        nameless = [node["role"]["value"] for node in nodes
                    if not node.get("ignored") and node.get("role", {}).get("value") in roles
                    and not node.get("name", {}).get("value")]
        self.assertEqual(nameless, [])
        self.run_script("document.activeElement?.blur(); window.scrollTo(0, 0)")
        seen = []
        for _ in range(45):
            self.browser.press("\ue004")
            seen.append(self.run_script("""const e = document.activeElement;
                return e.dataset.setting || e.name || e.id || e.tagName"""))
        for name in ("copy-link", "reset", "theme", "split", "save-picture", "record", "mirror", "rate"):
            self.assertIn(name, seen)
        self.assertIn("source-file", seen)
        self.run_script("document.querySelector('input[data-setting=background]:checked').focus()")
        self.browser.press("\ue014")
        self.browser.wait("another background by the keyboard", "return location.hash.includes('background=')")

    def test_copies_figures_and_the_plot(self):
        """The line and the link are copied; all figures are numbers, and the plot is drawn and told."""
        self.open_page("#background=color&color=%23ff0000")
        self.wait_for_figures()
        self.run_script("self.copied = []; navigator.clipboard.writeText = async (text) => { copied.push(text); };")
        self.run_script("document.getElementById('copy-command').click(); document.getElementById('copy-link').click()")
        line, link = self.run_script("await new Promise((r) => setTimeout(r, 50)); return copied")
        self.assertTrue(line.startswith("vbg compose astronaut.png --color '#ff0000' --model landscape"), line)
        self.assertEqual(link, self.run_script("return location.href"))
        self.notice("noticeCopied")
        self.run_script("""navigator.clipboard.writeText = async () => { throw new Error("no"); };
            document.getElementById("copy-link").click()""")
        self.notice("errorCopy")
        figures = self.run_script("""return ["framesPerSecond", "resize", "inference", "postProcessing", "copies"]
            .map((name) => parseFloat(document.getElementById(`figure-${name}`).textContent))""")
        self.assertTrue(all(value is not None and value >= 0 for value in figures), figures)
        plot = self.run_script("""const canvas = document.querySelector("#plot canvas");
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            return [canvas.ariaLabel, data.filter((v, i) => i % 4 === 3 && v > 0).length]""")
        self.assertRegex(plot[0], r"Times of the last \d+ frames: [\d.]+ ms")
        self.assertGreater(plot[1], 50)

    def test_theme(self):
        """Dark by choice, and still so when the page is opened again."""
        self.open_page()
        self.set("#theme", "dark")
        dark = self.run_script("return getComputedStyle(document.body).color")
        self.open_page()
        self.assertEqual(self.run_script("return document.documentElement.dataset.theme"), "dark")
        self.assertEqual(self.run_script("return getComputedStyle(document.body).color"), dark)
        self.set("#theme", "auto")
