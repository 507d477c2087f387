#include "style.hpp"

#include <array>

namespace stratum::composer {
namespace {

using enum Groove;
using enum KitFamily;
using enum Form;

constexpr std::array kStyles{
    Style{.name = "house", .groove = house, .metre = "4/4", .beats_per_bar = 4, .steps_per_beat = 4, .slowest = 118,
          .fastest = 128, .kit = electronic, .form = club, .minor_share = 0.7, .duck_share = 0.6},
    Style{.name = "shuffle_house", .groove = house, .metre = "4/4", .beats_per_bar = 4, .steps_per_beat = 4,
          .slowest = 120, .fastest = 128, .kit = electronic, .form = club, .minor_share = 0.7, .swing16_low = 0.54,
          .swing16_high = 0.62, .duck_share = 0.5},
    Style{.name = "techno", .groove = techno, .metre = "4/4", .beats_per_bar = 4, .steps_per_beat = 4, .slowest = 124,
          .fastest = 150, .kit = electronic, .form = club, .minor_share = 0.9, .duck_share = 0.5},
    Style{.name = "trance", .groove = trance, .metre = "4/4", .beats_per_bar = 4, .steps_per_beat = 4, .slowest = 130,
          .fastest = 142, .kit = electronic, .form = club, .minor_share = 0.75, .duck_share = 0.8},
    Style{.name = "disco", .groove = disco, .metre = "4/4", .beats_per_bar = 4, .steps_per_beat = 4, .slowest = 104,
          .fastest = 124, .kit = acoustic, .form = song, .minor_share = 0.5, .human_ms = 4.0, .seventh_chords = true},
    Style{.name = "garage", .groove = garage, .metre = "4/4", .beats_per_bar = 4, .steps_per_beat = 4, .slowest = 128,
          .fastest = 136, .kit = electronic, .form = club, .minor_share = 0.7, .swing16_low = 0.56,
          .swing16_high = 0.64, .duck_share = 0.2, .seventh_chords = true},
    Style{.name = "breakbeat", .groove = breakbeat, .metre = "4/4", .beats_per_bar = 4, .steps_per_beat = 4,
          .slowest = 110, .fastest = 138, .kit = acoustic, .form = club, .minor_share = 0.7, .swing16_low = 0.5,
          .swing16_high = 0.57},
    Style{.name = "dubstep", .groove = dubstep, .metre = "4/4", .beats_per_bar = 4, .steps_per_beat = 4,
          .slowest = 138, .fastest = 146, .kit = electronic, .form = club, .minor_share = 0.9, .duck_share = 0.3},
    Style{.name = "drum_and_bass", .groove = drum_and_bass, .metre = "4/4", .beats_per_bar = 4, .steps_per_beat = 4,
          .slowest = 168, .fastest = 180, .kit = electronic, .form = club, .minor_share = 0.8, .duck_share = 0.3},
    Style{.name = "jungle", .groove = jungle, .metre = "4/4", .beats_per_bar = 4, .steps_per_beat = 4, .slowest = 158,
          .fastest = 174, .kit = acoustic, .form = club, .minor_share = 0.8, .swing16_low = 0.5,
          .swing16_high = 0.56},
    Style{.name = "trap", .groove = trap, .metre = "4/4", .beats_per_bar = 4, .steps_per_beat = 4, .slowest = 130,
          .fastest = 160, .kit = eight_oh_eight, .form = song, .minor_share = 0.85},
    Style{.name = "hip_hop", .groove = hip_hop, .metre = "4/4", .beats_per_bar = 4, .steps_per_beat = 4,
          .slowest = 78, .fastest = 100, .kit = acoustic, .form = song, .minor_share = 0.7, .swing16_low = 0.52,
          .swing16_high = 0.62, .human_ms = 3.0, .seventh_chords = true},
    Style{.name = "lofi", .groove = hip_hop, .metre = "4/4", .beats_per_bar = 4, .steps_per_beat = 4, .slowest = 68,
          .fastest = 90, .kit = acoustic, .form = jam, .minor_share = 0.5, .swing16_low = 0.55, .swing16_high = 0.64,
          .human_ms = 8.0, .low_pass_hz = 4500, .noise_db = -48, .seventh_chords = true},
    Style{.name = "reggaeton", .groove = reggaeton, .metre = "4/4", .beats_per_bar = 4, .steps_per_beat = 4,
          .slowest = 86, .fastest = 104, .kit = electronic, .form = song, .minor_share = 0.8},
    Style{.name = "reggae", .groove = reggae, .metre = "4/4", .beats_per_bar = 4, .steps_per_beat = 4, .slowest = 66,
          .fastest = 86, .kit = acoustic, .form = song, .minor_share = 0.4, .swing16_low = 0.5, .swing16_high = 0.6,
          .human_ms = 5.0},
    Style{.name = "swing", .groove = swing, .metre = "4/4", .beats_per_bar = 4, .steps_per_beat = 2, .slowest = 100,
          .fastest = 220, .kit = acoustic, .form = jam, .minor_share = 0.4, .swing8_low = 0.58, .swing8_high = 0.68,
          .human_ms = 9.0, .drift = 0.008, .tempo = TempoKind::drift, .seventh_chords = true},
    Style{.name = "rock", .groove = rock, .metre = "4/4", .beats_per_bar = 4, .steps_per_beat = 4, .slowest = 88,
          .fastest = 166, .kit = acoustic, .form = song, .minor_share = 0.4, .human_ms = 5.0},
    Style{.name = "pop", .groove = pop, .metre = "4/4", .beats_per_bar = 4, .steps_per_beat = 4, .slowest = 88,
          .fastest = 130, .kit = electronic, .form = song, .minor_share = 0.4, .duck_share = 0.2},
    Style{.name = "ballad", .groove = ballad, .metre = "4/4", .beats_per_bar = 4, .steps_per_beat = 4, .slowest = 58,
          .fastest = 84, .kit = acoustic, .form = song, .minor_share = 0.4, .human_ms = 8.0, .drift = 0.012,
          .tempo = TempoKind::drift},
    Style{.name = "piano", .groove = pop, .metre = "4/4", .beats_per_bar = 4, .steps_per_beat = 4, .slowest = 64,
          .fastest = 132, .kit = acoustic, .form = jam, .minor_share = 0.5, .human_ms = 7.0, .drift = 0.01,
          .tempo = TempoKind::drift, .drums = false},
    Style{.name = "chiptune", .groove = chiptune, .metre = "4/4", .beats_per_bar = 4, .steps_per_beat = 4, .slowest = 110,
          .fastest = 180, .kit = chip, .form = song, .minor_share = 0.5},
    Style{.name = "synthwave", .groove = synthwave, .metre = "4/4", .beats_per_bar = 4, .steps_per_beat = 4,
          .slowest = 80, .fastest = 120, .kit = eight_oh_eight, .form = song, .minor_share = 0.8, .duck_share = 0.4},
    Style{.name = "waltz", .groove = waltz, .metre = "3/4", .beats_per_bar = 3, .steps_per_beat = 4, .slowest = 84,
          .fastest = 186, .kit = acoustic, .form = jam, .minor_share = 0.4, .human_ms = 5.0},
    Style{.name = "six_eight", .groove = six_eight, .metre = "6/8", .beats_per_bar = 2, .steps_per_beat = 6,
          .slowest = 48, .fastest = 84, .kit = acoustic, .form = song, .minor_share = 0.5, .human_ms = 4.0},
    Style{.name = "five_four", .groove = five_four, .metre = "5/4", .beats_per_bar = 5, .steps_per_beat = 4,
          .slowest = 96, .fastest = 172, .kit = acoustic, .form = jam, .minor_share = 0.7, .human_ms = 3.0},
    Style{.name = "seven_eight", .groove = seven_eight, .metre = "7/8", .beats_per_bar = 7, .steps_per_beat = 2,
          .slowest = 150, .fastest = 220, .kit = acoustic, .form = jam, .minor_share = 0.7},
    Style{.name = "live_band", .groove = rock, .metre = "4/4", .beats_per_bar = 4, .steps_per_beat = 4, .slowest = 80,
          .fastest = 160, .kit = acoustic, .form = song, .minor_share = 0.5, .human_ms = 9.0, .drift = 0.015,
          .tempo = TempoKind::drift},
    Style{.name = "long_breaks", .groove = trance, .metre = "4/4", .beats_per_bar = 4, .steps_per_beat = 4,
          .slowest = 116, .fastest = 140, .kit = electronic, .form = Form::long_breaks, .minor_share = 0.7,
          .duck_share = 0.6},
    Style{.name = "tempo_ramp", .groove = pop, .metre = "4/4", .beats_per_bar = 4, .steps_per_beat = 4, .slowest = 86,
          .fastest = 140, .kit = electronic, .form = jam, .minor_share = 0.5, .tempo = TempoKind::ramp},
    Style{.name = "tempo_jump", .groove = house, .metre = "4/4", .beats_per_bar = 4, .steps_per_beat = 4,
          .slowest = 90, .fastest = 150, .kit = electronic, .form = jam, .minor_share = 0.5,
          .tempo = TempoKind::jump},
    Style{.name = "ambient", .groove = none, .metre = "", .beats_per_bar = 0, .steps_per_beat = 0, .slowest = 60,
          .fastest = 60, .kit = electronic, .form = ambient, .minor_share = 0.5, .drums = false,
          .seventh_chords = true},
};

constexpr std::array<std::string_view, 10> kMajorTriads{
    "0M 7M 9m 5M", "0M 5M 7M 0M", "0M 9m 5M 7M", "0M 0M 5M 7M",       "0M 4m 5M 7M",
    "0M 2m 7M 0M", "5M 7M 0M 9m", "0M aM 5M 0M", "0M 5M 9m 7M 0M 5M 7M 0M", "0M 7M 2m 5M 0M 9m 7M 0M"};
constexpr std::array<std::string_view, 10> kMinorTriads{
    "0m 8M 3M aM", "0m 5m 0m 7m", "0m aM 8M 7M", "0m 0m 8M aM",       "0m 3M aM 5m",
    "0m 8M 5m 7M", "0m 0m 0m 0m", "0m aM 0m aM", "0m 5m aM 3M 8M 2d 7M 0m", "8M aM 0m 0m"};
constexpr std::array<std::string_view, 6> kMajorSevenths{"2n 77 0j 0j", "0j 9n 2n 77",             "0j 5j 2n 77",
                                                         "0j 4n 5j 77", "0j 97 2n 77 4n 9n 2n 77", "0j 2n 4n 5j"};
constexpr std::array<std::string_view, 6> kMinorSevenths{"0n 5n 0n 77", "0n 8j 5n 77",             "0n aM 8j 77",
                                                         "0n 5n aM 3j", "0n 8j 3j 77 0n 5n 77 0n", "0n 0n 5n 0n"};

template <class List>
std::vector<std::string_view> views(const List& list) {
    return {list.begin(), list.end()};
}

}  // namespace

std::span<const Style> all_styles() { return kStyles; }

std::vector<std::string_view> progressions(Mode mode, bool sevenths) {
    if (mode == Mode::major) return sevenths ? views(kMajorSevenths) : views(kMajorTriads);
    return sevenths ? views(kMinorSevenths) : views(kMinorTriads);
}

}  // namespace stratum::composer
