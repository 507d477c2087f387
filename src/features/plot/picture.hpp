#pragma once

#include "canvas.hpp"
#include "stratum/analysis/report.hpp"
#include "theme.hpp"

#include <cstdint>
#include <optional>
#include <string>

/// One recording as one picture: what it is on top, and below, over one time axis, waveform with beats, bars and
/// sections, loudness, pitch classes and keys. What a report lacks is said in its place.
namespace stratum::plot {

/// What stands over the picture. An empty title shows the file's name instead.
struct Caption {
    std::string title;
    std::string artist;
    std::string file_name;
};

struct PictureOptions {
    // What is shown. Absent: from the start, to the end.
    std::optional<Seconds> from;
    std::optional<Seconds> to;
    // How. 640 by 480 to 8192 by 8192 pixels; letters grow with the picture, from a lower limit on.
    int width = 1600;
    int height = 900;
    ThemeKind theme = ThemeKind::light;
};

enum class PictureFormat : std::uint8_t { svg, png };

/// The bytes of the picture file. An SVG's layout is the same on every machine. Thread-safe.
/// Errors: `invalid_argument` for a size or a stretch of time that makes no sense, `empty` for a report without
/// duration, `unsupported` for PNG without cairo.
[[nodiscard]] Result<Bytes> make_picture(const analysis::Report& report, const Caption& caption,
                                         const PictureOptions& options, PictureFormat format);

}  // namespace stratum::plot
