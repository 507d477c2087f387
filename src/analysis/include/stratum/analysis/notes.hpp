#pragma once

#include "stratum/base/units.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What was played, note by note: the parts of a transcription.
namespace stratum::analysis {

/// One note, or one stroke of a drum.
struct Note {
    Seconds start;
    Seconds end;         ///< Not before `start`. A drum stroke ends where its sound is as good as gone.
    double pitch = 0.0;  ///< MIDI note number, 69 for 440 Hz, 0 to 127; whole and fractions of semitones. For drums
                         ///< the General MIDI drum, whole (`DrumVoice`).
    float velocity =
        0.0F;  ///< How hard it was played, as far as its strength tells: 0 to 1, 1 the recording's hardest.
    float confidence = 0.0F;  ///< Probability, 0 to 1, that a note of that pitch begins there.
};

/// One part of a recording: its melody, its bass, its drums.
struct NoteTrack {
    std::vector<Note> notes;  ///< By start, then by pitch; those of drums may share a start.
    /// Name of the network that listened ("drums 1f0c..."); absent where signal processing alone did.
    std::optional<std::string> network;
};

/// The drums that are told apart, by their General MIDI numbers (the drum map of channel 10).
enum class DrumVoice : std::uint8_t {
    kick = 36,
    snare = 38,
    closed_hi_hat = 42,
    open_hi_hat = 46,
    tom = 47,  ///< Any of them: the low-mid tom stands for all.
    crash = 49,
    ride = 51,
};

template <class V>
void describe(V& v, Note& x) {
    v.field("start", x.start);
    v.field("end", x.end);
    v.field("pitch", x.pitch);
    v.field("velocity", x.velocity);
    v.field("confidence", x.confidence);
}
template <class V>
void describe(V& v, NoteTrack& x) {
    v.field("network", x.network);
    v.field("notes", x.notes);
}

}  // namespace stratum::analysis
