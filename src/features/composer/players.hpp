#pragma once

#include "harmony.hpp"
#include "patterns.hpp"
#include "random.hpp"
#include "score.hpp"
#include "style.hpp"
#include "tempo_map.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace stratum::composer {

/// What sounds in a section, one bit each.
inline constexpr unsigned kKick = 1;
inline constexpr unsigned kSnare = 2;
inline constexpr unsigned kHats = 4;
inline constexpr unsigned kPercussion = 8;
inline constexpr unsigned kBass = 16;
inline constexpr unsigned kChords = 32;
inline constexpr unsigned kPad = 64;
inline constexpr unsigned kArp = 128;
inline constexpr unsigned kLead = 256;
inline constexpr unsigned kDrums4 = kKick | kSnare | kHats | kPercussion;

/// One bar as the players see it.
struct Bar {
    int index = 0;       ///< Within the piece.
    int in_section = 0;  ///< Within the section.
    bool fill = false;   ///< The last bar before a new section.
    unsigned layers = 0;
    double first_beat = 0.0;  ///< Of the tempo map.
    double skip_beats = 0.0;  ///< Silent at its start (a pickup bar).
    int tonic = 0;
    Mode mode = Mode::major;
    Chord chord;
    Chord next_chord;
};

/// Turns steps of a bar into seconds, with the swing of the piece and the hand of the player.
class Timing {
  public:
    Timing(const Style& style, const TempoMap& map, double swing8, double swing16, std::uint64_t seed)
        : style_(style), map_(map), swing8_(swing8), swing16_(swing16), random_(seed) {}
    [[nodiscard]] double exact(const Bar& bar, double step) const;
    [[nodiscard]] double played(const Bar& bar, double step) {
        const double hand = style_.human_ms > 0.0 ? random_.normal() * style_.human_ms * 1e-3 : 0.0;
        const double time = exact(bar, step) + hand;
        return time > 0.0 ? time : 0.0;
    }
    [[nodiscard]] double step_seconds(const Bar& bar) const {
        return map_.period_at(bar.first_beat) / style_.steps_per_beat;
    }
    [[nodiscard]] bool silent(const Bar& bar, double step) const {
        return step < bar.skip_beats * style_.steps_per_beat;
    }
    [[nodiscard]] int steps() const { return style_.beats_per_bar * style_.steps_per_beat; }
    [[nodiscard]] int steps_per_beat() const { return style_.steps_per_beat; }

  private:
    const Style& style_;
    const TempoMap& map_;
    double swing8_;
    double swing16_;
    Random random_;
};

/// Plays one drum pattern with small changes every few bars, and fills before new sections.
class Drummer {
  public:
    Drummer(std::string_view pattern, Random random);
    void play(const Bar& bar, Timing& timing, Score& score);

  private:
    void fill(const Bar& bar, Timing& timing, Score& score);
    std::vector<Lane> lanes_;
    Random random_;
    double busy_;
};

class Bassist {
  public:
    Bassist(std::string_view pattern, int low_note, Random random)
        : pattern_(pattern), low_note_(low_note), random_(random) {}
    void play(const Bar& bar, Timing& timing, Score& score);

  private:
    std::string_view pattern_;
    int low_note_;
    Random random_;
};

/// Chords in rhythm, held pads and arpeggios over the same voicings.
class Keyboarder {
  public:
    Keyboarder(std::string_view comp, int centre, int arp_rate, Random random)
        : comp_(comp), centre_(centre), arp_rate_(arp_rate), random_(random), arp_order_(random_.below(3)) {}
    void play(const Bar& bar, Timing& timing, Score& score);

  private:
    std::string_view comp_;
    int centre_;
    int arp_rate_;  ///< Steps from note to note.
    Random random_;
    int arp_order_;
    std::vector<int> voicing_;
};

/// A tune: one motif of two bars, repeated, answered and varied; strong notes belong to the chord.
class Soloist {
  public:
    Soloist(const Style& style, int centre, double density, Random random);
    void play(const Bar& bar, Timing& timing, Score& score);

  private:
    struct MotifNote {
        int step;
        int length;
        int degree;
    };
    [[nodiscard]] std::vector<MotifNote> invent(int steps, int steps_per_beat, double density);
    std::vector<MotifNote> motif_[2];
    std::vector<MotifNote> answer_[2];
    int centre_;
    Random random_;
};

}  // namespace stratum::composer
