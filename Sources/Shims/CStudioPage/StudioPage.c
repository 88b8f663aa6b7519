// The files of the studio's page as data of the program, so that it works wherever the program lies.

#include "CStudioPage.h"

static const unsigned char file_index[] = {
#embed "../../../Web/studio/index.html"
};
static const unsigned char file_icon_svg[] = {
#embed "../../../Web/page/icon.svg"
};
static const unsigned char file_styles_tokens_css[] = {
#embed "../../../Web/page/styles/tokens.css"
};
static const unsigned char file_styles_layout_css[] = {
#embed "../../../Web/page/styles/layout.css"
};
static const unsigned char file_styles_stage_css[] = {
#embed "../../../Web/page/styles/stage.css"
};
static const unsigned char file_styles_controls_css[] = {
#embed "../../../Web/page/styles/controls.css"
};
static const unsigned char file_styles_studio_css[] = {
#embed "../../../Web/studio/styles/studio.css"
};
static const unsigned char file_scripts_elements_js[] = {
#embed "../../../Web/page/scripts/elements.js"
};
static const unsigned char file_scripts_filling_js[] = {
#embed "../../../Web/page/scripts/filling.js"
};
static const unsigned char file_scripts_panel_js[] = {
#embed "../../../Web/page/scripts/panel.js"
};
static const unsigned char file_scripts_stack_plot_js[] = {
#embed "../../../Web/page/scripts/stack-plot.js"
};
static const unsigned char file_scripts_fields_js[] = {
#embed "../../../Web/page/scripts/fields.js"
};
static const unsigned char file_scripts_notices_js[] = {
#embed "../../../Web/page/scripts/notices.js"
};
static const unsigned char file_scripts_theme_js[] = {
#embed "../../../Web/page/scripts/theme.js"
};
static const unsigned char file_scripts_main_js[] = {
#embed "../../../Web/studio/scripts/main.js"
};
static const unsigned char file_scripts_texts_js[] = {
#embed "../../../Web/studio/scripts/texts.js"
};
static const unsigned char file_scripts_settings_js[] = {
#embed "../../../Web/studio/scripts/settings.js"
};
static const unsigned char file_scripts_panels_js[] = {
#embed "../../../Web/studio/scripts/panels.js"
};
static const unsigned char file_scripts_session_js[] = {
#embed "../../../Web/studio/scripts/session.js"
};
static const unsigned char file_scripts_stage_js[] = {
#embed "../../../Web/studio/scripts/stage.js"
};
static const unsigned char file_scripts_figures_js[] = {
#embed "../../../Web/studio/scripts/figures.js"
};
static const unsigned char file_scripts_backgrounds_js[] = {
#embed "../../../Web/studio/scripts/backgrounds.js"
};
static const unsigned char file_scripts_command_js[] = {
#embed "../../../Web/studio/scripts/command.js"
};
static const unsigned char file_scripts_camera_js[] = {
#embed "../../../Web/studio/scripts/camera.js"
};

#define FILE_ENTRY(path, type, name) {path, type, name, sizeof(name)}

static const struct StudioPageFile files[] = {
    FILE_ENTRY("/", "text/html; charset=utf-8", file_index),
    FILE_ENTRY("/icon.svg", "image/svg+xml", file_icon_svg),
    FILE_ENTRY("/styles/tokens.css", "text/css; charset=utf-8", file_styles_tokens_css),
    FILE_ENTRY("/styles/layout.css", "text/css; charset=utf-8", file_styles_layout_css),
    FILE_ENTRY("/styles/stage.css", "text/css; charset=utf-8", file_styles_stage_css),
    FILE_ENTRY("/styles/controls.css", "text/css; charset=utf-8", file_styles_controls_css),
    FILE_ENTRY("/styles/studio.css", "text/css; charset=utf-8", file_styles_studio_css),
    FILE_ENTRY("/scripts/elements.js", "text/javascript; charset=utf-8", file_scripts_elements_js),
    FILE_ENTRY("/scripts/filling.js", "text/javascript; charset=utf-8", file_scripts_filling_js),
    FILE_ENTRY("/scripts/panel.js", "text/javascript; charset=utf-8", file_scripts_panel_js),
    FILE_ENTRY("/scripts/stack-plot.js", "text/javascript; charset=utf-8", file_scripts_stack_plot_js),
    FILE_ENTRY("/scripts/fields.js", "text/javascript; charset=utf-8", file_scripts_fields_js),
    FILE_ENTRY("/scripts/notices.js", "text/javascript; charset=utf-8", file_scripts_notices_js),
    FILE_ENTRY("/scripts/theme.js", "text/javascript; charset=utf-8", file_scripts_theme_js),
    FILE_ENTRY("/scripts/main.js", "text/javascript; charset=utf-8", file_scripts_main_js),
    FILE_ENTRY("/scripts/texts.js", "text/javascript; charset=utf-8", file_scripts_texts_js),
    FILE_ENTRY("/scripts/settings.js", "text/javascript; charset=utf-8", file_scripts_settings_js),
    FILE_ENTRY("/scripts/panels.js", "text/javascript; charset=utf-8", file_scripts_panels_js),
    FILE_ENTRY("/scripts/session.js", "text/javascript; charset=utf-8", file_scripts_session_js),
    FILE_ENTRY("/scripts/stage.js", "text/javascript; charset=utf-8", file_scripts_stage_js),
    FILE_ENTRY("/scripts/figures.js", "text/javascript; charset=utf-8", file_scripts_figures_js),
    FILE_ENTRY("/scripts/backgrounds.js", "text/javascript; charset=utf-8", file_scripts_backgrounds_js),
    FILE_ENTRY("/scripts/command.js", "text/javascript; charset=utf-8", file_scripts_command_js),
    FILE_ENTRY("/scripts/camera.js", "text/javascript; charset=utf-8", file_scripts_camera_js),
};

const struct StudioPageFile *studioFiles(void) { return files; }

size_t studioFileCount(void) { return sizeof(files) / sizeof(files[0]); }
