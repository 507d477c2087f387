#pragma once

#include "harmony.hpp"
#include "patterns.hpp"
#include "tempo_map.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace stratum::composer {

enum class KitFamily : unsigned char { electronic, eight_oh_eight, acoustic, chip };
/// How a piece is laid out in sections.
enum class Form : unsigned char { club, song, jam, long_breaks, ambient };

/// What pieces of one style have in common; ranges are drawn from evenly.
struct Style {
    std::string_view name;
    Groove groove;
    std::string_view metre;
    int beats_per_bar;
    int steps_per_beat;
    double slowest;  ///< BPM of the annotated beat.
    double fastest;
    KitFamily kit;
    Form form;
    double minor_share = 0.5;
    double swing8_low = 0.5;  ///< Where the second eighth falls in a beat; 0.5 is straight, 0.667 triplets.
    double swing8_high = 0.5;
    double swing16_low = 0.5;
    double swing16_high = 0.5;
    double human_ms = 0.0;     ///< Deviation of single notes from the grid.
    double drift = 0.0;        ///< Wandering of the tempo; 0 is a machine.
    double duck_share = 0.0;   ///< How many pieces let the kick duck the rest.
    double low_pass_hz = 0.0;  ///< 0: full band.
    double noise_db = -90.0;
    TempoKind tempo = TempoKind::constant;
    bool drums = true;
    bool seventh_chords = false;
};

[[nodiscard]] std::span<const Style> all_styles();
/// Progressions for a mode, even entries for tune, odd ones for test.
[[nodiscard]] std::vector<std::string_view> progressions(Mode mode, bool sevenths);

}  // namespace stratum::composer
