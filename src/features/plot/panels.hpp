#pragma once

#include "scene.hpp"

#include <cstddef>
#include <span>

/// The parts of the picture that share the time axis, top to bottom. Each draws its data inside `area` and its axis
/// labels in the margin left of it.
namespace stratum::plot {

/// Beats as ticks, downbeats as longer ones with bar numbers at round distances, tempo regions by name.
void draw_bars(const Scene& scene, const Rect& area);
/// Lines of the numbered bars over the waveform; drawn after it.
void draw_bar_lines(const Scene& scene, const Rect& area);

/// One box for each section, named where there is room, darker with its energy; triangles mark where to mix in and
/// out.
void draw_sections(const Scene& scene, const Rect& area);

/// Largest and usual peaks, coloured by the share of the three bands, with silence shaded and onsets along the lower
/// edge.
void draw_waveform(const Scene& scene, const Rect& area);
/// What the colours mean, ending at `end`; left out when it is wider than `room`.
void draw_waveform_legend(const Scene& scene, Point end, double room);

/// Short-term loudness, and the integrated one as a line.
void draw_loudness(const Scene& scene, const Rect& area);
/// Twelve rows, C at the bottom.
void draw_chromagram(const Scene& scene, const Rect& area);
/// One box for each key, spelled out where there is room.
void draw_keys(const Scene& scene, const Rect& area);
/// Times below everything.
void draw_time_labels(const Scene& scene, double y);

/// The entries of a curve with one value every `hop`, that fall into the pixels [x, x + step): first index and count,
/// at least one entry while the curve lasts.
struct Stretch {
    std::size_t first = 0;
    std::size_t count = 0;
};
[[nodiscard]] Stretch entries_under(const TimeAxis& time, double x, double step, Seconds hop, std::size_t size);

}  // namespace stratum::plot
