#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What is played and what is true about it. The composer writes both in one go, so that they can not disagree.
namespace stratum::composer {

enum class Drum : std::uint8_t { kick, snare, hat, open_hat, ride, crash, tom, perc, shaker };
inline constexpr int kDrums = 9;

enum class Part : std::uint8_t { bass, chords, pad, arp, lead };
inline constexpr int kParts = 5;

struct DrumHit {
    double time = 0.0;  ///< Seconds; where the attack begins.
    Drum drum = Drum::kick;
    float velocity = 1.0F;
};

struct Note {
    double time = 0.0;    ///< Seconds.
    double length = 0.0;  ///< Seconds until the key is released.
    int pitch = 60;       ///< MIDI note number; tuning and temperament are the synthesiser's.
    float velocity = 1.0F;
    Part part = Part::lead;
};

struct Span {
    double start = 0.0;  ///< Seconds.
    double end = 0.0;
    std::string label;
};

/// Everything an analyser could be asked about a piece, exact by construction.
struct Truth {
    std::optional<double> bpm;  ///< Of the longest stretch; absent for music without beat and for ramps.
    bool constant = false;      ///< One tempo from the first to the last beat, to the sample.
    std::string key;            ///< "C:maj"; of the longest stretch.
    double tuning_cents = 0.0;  ///< From A4 = 440 Hz.
    std::string metre;          ///< "4/4", "6/8"...; empty without beat.
    int beats_per_bar = 0;      ///< Of the beats that are annotated: 2 for 6/8.
    std::vector<double> beats;  ///< Seconds, ascending, from the first to the last bar, also where nothing marks them.
    std::vector<double> downbeats;
    std::vector<Span> chords;    ///< Harte labels.
    std::vector<Span> keys;      ///< One, or more when the piece modulates.
    std::vector<Span> sections;  ///< "intro", "verse", "drop"...
};

struct Score {
    std::vector<DrumHit> drums;
    std::vector<Note> notes;
    std::vector<Span> sweeps;  ///< Where a noise sweep rises to its end.
    std::vector<Span> ducks;   ///< Kicks that duck the music bus: start and end of the pull.
    double duration = 0.0;     ///< Seconds, with the silence at both ends.
    Truth truth;
};

}  // namespace stratum::composer
