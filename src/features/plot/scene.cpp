#include "scene.hpp"

namespace stratum::plot {

void Scene::panel(const Rect& area) const {
    canvas.rectangle(area, theme.panel);
    for (const Tick& tick : time_ticks(time, px(kTickDistance))) {
        const double x = time.x(tick.time);
        canvas.line({x, area.y}, {x, area.bottom()}, theme.grid, 1.0);
    }
}

void Scene::nothing(const Rect& area, std::string_view why) const {
    const std::string text = elide(why, area.width, px(kCaptionSize));
    canvas.text({area.x + area.width / 2.0, area.y + area.height / 2.0 + px(kCaptionSize) * 0.36}, text,
                style(kCaptionSize, theme.quiet, Anchor::middle));
}

}  // namespace stratum::plot
