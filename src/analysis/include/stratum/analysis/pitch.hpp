#pragma once

#include "stratum/analysis/notes.hpp"
#include "stratum/base/export.hpp"
#include "stratum/base/result.hpp"
#include "stratum/base/units.hpp"
#include "stratum/dsp/audio_view.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace stratum::analysis {

/// The pitch of one voice over time: a singer, a whistle, a flute, a bass.
///
/// Every frame has the best guess of a frequency, whether a pitch sounds there or not, and a probability that one does.
/// A caller who wants silence where there is none asks `voiced`. Immutable once made; may be read from any thread.
struct PitchCurve {
    Seconds hop;                    ///< Between frames; frame n is centred on n * hop.
    std::vector<float> hertz;       ///< 0 where nothing at all was heard.
    std::vector<float> confidence;  ///< 0 to 1: that the frame has a pitch.
    std::vector<float> level;       ///< dB relative to a full-scale square wave (root mean square); -120 for less.

    [[nodiscard]] std::size_t size() const { return hertz.size(); }
    [[nodiscard]] Seconds time(std::size_t frame) const { return hop * static_cast<double>(frame); }
    [[nodiscard]] bool voiced(std::size_t frame) const { return confidence[frame] >= 0.5F; }
};

struct PitchOptions {
    // What is looked for. 35 Hz to 2,100 Hz.
    Hertz lowest{40.0};
    Hertz highest{2000.0};
};

/// Follows the pitch of one voice through a recording, as a stream.
///
/// Candidates come from the difference function of YIN [de Cheveigne and Kawahara 2002] under a distribution of
/// thresholds, as in pYIN [Mauch and Dixon 2014]; a path of least cost runs through them [Boersma 1993] together with
/// the question whether there is a pitch at all. Our changes: the path has states for the candidates of each frame, not
/// for a grid of pitches, so that it costs little; it is read off where all its branches agree, so that memory does not
/// grow with the recording beyond the curve (2.1 kB a second); unvoiced frames keep a guess. docs/methods/pitch.md.
///
/// The result does not depend on how the samples are cut into pushes. Not thread-safe; not realtime-safe: allocates.
class STRATUM_EXPORT PitchTracker {
  public:
    /// Errors: `invalid_argument` for a rate outside 1 kHz to 1 MHz, or a range that is empty or too wide.
    static Result<PitchTracker> create(SampleRate rate, const PitchOptions& options = {});
    ~PitchTracker();
    PitchTracker(PitchTracker&&) noexcept;
    PitchTracker& operator=(PitchTracker&&) noexcept;

    /// One channel. Samples that are no numbers, or 120 dB beyond full scale, count as silence.
    void push(std::span<const float> mono);
    /// The whole curve; the tracker is empty afterwards.
    [[nodiscard]] PitchCurve finish();

  private:
    struct State;
    explicit PitchTracker(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// All at once; several channels are mixed to one. Errors: those of `create`; `invalid_argument` for a view without
/// channels. Thread-safe.
[[nodiscard]] STRATUM_EXPORT Result<PitchCurve> track_pitch(const dsp::AudioView& audio,
                                                            const PitchOptions& options = {});

struct NoteOptions {
    // What a note is.
    Seconds shortest{0.06};  ///< Shorter ones are glides and slips; 0.01 s to 1 s.
    double jump = 1.2;       ///< How much it costs to begin another note: a semitone that is held this many tenths of a
                             ///< second. Larger keeps ornaments in the note; 0.1 to 10.
    double dip_db = 5.0;     ///< A dip of the level this deep ends a note and begins another on the same pitch.
};

/// The notes that a listener would sing back: the voiced parts of the curve, cut where it settles on another pitch or
/// its level dips. Pitches are the medians of what was sung, in fractions of semitones; ascending, without overlap.
/// Values of the options beyond their ranges are brought into them. Thread-safe.
[[nodiscard]] STRATUM_EXPORT std::vector<Note> notes_of(const PitchCurve& curve, const NoteOptions& options = {});

}  // namespace stratum::analysis
