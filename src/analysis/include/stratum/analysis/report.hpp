#pragma once

#include "stratum/analysis/chord.hpp"
#include "stratum/analysis/key.hpp"
#include "stratum/analysis/notes.hpp"
#include "stratum/analysis/tempo_range.hpp"
#include "stratum/analysis/theory.hpp"
#include "stratum/base/export.hpp"
#include "stratum/base/fields.hpp"
#include "stratum/base/units.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What is heard in one recording: plain values, one struct for each analyser. Everything that may be absent from music
/// (a tempo, a key, a loudness) is optional, and absent means "not there", never "guessed".
///
/// Times count from the first sample after the encoder delay that the file signals. Confidences are probabilities, 0 to
/// 1, that the value is right. Immutable once made; may be read from any thread.
namespace stratum::analysis {

// ---------------------------------------------------------------------------------------------------------- rhythm ---

/// How an alternative tempo relates to the one that was chosen: `half` is half its beats a minute.
enum class TempoRelation : std::uint8_t {
    same,
    half,
    double_,
    third,
    triple,
    two_thirds,
    three_halves,
    three_quarters,
    four_thirds,
    four_fifths,
    five_quarters,
    other,
};
[[nodiscard]] STRATUM_EXPORT std::string_view name_of(TempoRelation relation);
[[nodiscard]] STRATUM_EXPORT bool from_name(std::string_view name, TempoRelation& out);

struct TempoCandidate {
    Bpm bpm;
    double confidence = 0.0;  ///< The candidates' confidences and the main one's add up to at most 1.
    TempoRelation relation = TempoRelation::other;
};

/// What one method thought, before the vote.
struct TempoOpinion {
    std::string method;
    Bpm bpm;
    double weight = 0.0;  ///< Its share of the vote.
};

struct Tempo {
    Bpm bpm;  ///< Of the grid's longest region where there is a grid.
    double confidence = 0.0;
    std::vector<TempoCandidate> alternatives;  ///< Most likely first.
    std::vector<TempoOpinion> opinions;
};

enum class GridKind : std::uint8_t {
    constant,   ///< One region: machine-made or played to a click.
    piecewise,  ///< Several regions of constant tempo.
    flexible,   ///< Played freely; the beats are what counts.
};
[[nodiscard]] STRATUM_EXPORT std::string_view name_of(GridKind kind);
[[nodiscard]] STRATUM_EXPORT bool from_name(std::string_view name, GridKind& out);

/// A stretch of constant tempo: beat n falls on first_beat + n * 60 / tempo, for all beats before `end`.
struct GridRegion {
    Seconds start;
    Seconds end;
    Seconds first_beat;
    Bpm bpm;
};

struct BeatGrid {
    GridKind kind = GridKind::flexible;
    std::vector<GridRegion> regions;  ///< Empty when flexible; otherwise ascending, without overlap.
    std::vector<Seconds> beats;       ///< Ascending; for regions the exact positions.
    std::vector<Seconds> downbeats;   ///< A subset of `beats`; empty when no metre was heard.
    double confidence = 0.0;          ///< That the beats fall where a listener would tap.
};

/// From here on bars have another length.
struct MetreChange {
    Seconds time;
    int beats_per_bar = 4;
};

struct Metre {
    int beats_per_bar = 4;  ///< Of most bars.
    double confidence = 0.0;
    std::vector<MetreChange> changes;  ///< Ascending; the first tells where the bars begin. Empty if none ever change.
};
/// Where the bars of a grid take another length and keep it for four bars; one odd bar is no change.
[[nodiscard]] STRATUM_EXPORT std::vector<MetreChange> metre_changes(const BeatGrid& grid);

struct Onset {
    Seconds time;
    float strength = 0.0F;  ///< Relative to the strongest of the recording: 0 to 1.
};

struct Rhythm {
    std::optional<Tempo> tempo;
    std::optional<BeatGrid> grid;
    std::optional<Metre> metre;
    std::vector<Onset> onsets;
    /// The range that the listener gave, where hardly anything spoke for a tempo inside it and the tempo lies outside.
    std::optional<TempoRange> range_set_aside = {};
    /// Name of the network that listened ("beats 1f0c..."); absent where signal processing alone did.
    std::optional<std::string> network;
};

// --------------------------------------------------------------------------------------------------------- harmony ---

struct KeyCandidate {
    Key key;
    double confidence = 0.0;
};

struct KeyOpinion {
    std::string method;  ///< The profile's name, "registers", "chords", or "network".
    Key key;
    double weight = 0.0;
};

struct KeySpan {
    Seconds start;
    Seconds end;
    Key key;
    double confidence = 0.0;
};

struct KeyEstimate {
    Key key;
    double confidence = 0.0;
    std::optional<ChurchMode> church_mode;  ///< Only where the scale clearly differs from plain major and minor.
    std::vector<KeyCandidate> alternatives;
    std::vector<KeyOpinion> opinions;
};

struct Tuning {
    Cents offset;     ///< From A4 = 440 Hz; -50 to 50.
    Hertz a4{440.0};  ///< The same as the frequency of A4.
    double confidence = 0.0;
};

/// Pitch-class strength over time, C first, for pictures and previews: `values[12 * frame + pitch_class]`, 255 the
/// strongest of its frame.
struct Chromagram {
    Seconds hop;
    std::vector<std::uint8_t> values;
};

struct Harmony {
    std::optional<KeyEstimate> key;
    /// Absent where there are no notes: noise, drums, silence, one lone tone.
    std::optional<Tuning> tuning;
    std::vector<KeySpan> key_over_time;
    /// The pitch, where the recording holds a single tone with its overtones from beginning to end, such as a test tone
    /// or a sample of one note: it has neither key nor chords.
    std::optional<Hertz> lone_tone;
    std::array<float, 12> pitch_classes{};  ///< Over the whole recording, adds up to 1 (or all 0), C first.
    Chromagram chromagram;
    /// Name of the network that listened ("key 1f0c..."); absent where signal processing alone did.
    std::optional<std::string> network;
};

// -------------------------------------------------------------------------------------------------------- loudness ---

struct ReplayGain {
    Decibels gain;      ///< To reach -18 LUFS (ReplayGain 2).
    double peak = 0.0;  ///< Largest sample, linear, 1 is full scale.
};

/// Loudness after ITU-R BS.1770-5 and EBU R 128 with Tech 3341 and 3342.
struct Loudness {
    std::optional<Lufs> integrated;       ///< Absent when everything lies below the absolute gate of -70 LUFS.
    std::optional<LoudnessUnits> range;   ///< Absent when shorter than one 3 s window.
    std::optional<Lufs> momentary_max;    ///< Of all 400 ms windows; absent below the absolute gate,
    std::optional<Lufs> short_term_max;   ///< and so that of all 3 s windows.
    std::optional<Decibels> true_peak;    ///< dBTP; absent for digital silence.
    std::optional<Decibels> sample_peak;  ///< dBFS.
    std::optional<ReplayGain> replay_gain;
    Seconds curve_hop;              ///< Time between the values of `short_term`.
    std::vector<float> short_term;  ///< LUFS at (n + 1) * curve_hop, the 3 s before (at the start what there is of
                                    ///< them); -70 stands for less.
};

// ------------------------------------------------------------------------------------- waveform, silence and more ---

/// An overview to draw: for each step of `hop` the largest absolute sample and the strength of three bands.
struct Waveform {
    Seconds hop;
    Hertz low_mid;                   ///< Where the low band ends,
    Hertz mid_high;                  ///< and the middle one.
    std::vector<std::uint8_t> peak;  ///< Linear; 255 is full scale and beyond.
    std::vector<std::uint8_t> low;   ///< The bands: root of the amplitude, 255 for a full-scale sine.
    std::vector<std::uint8_t> mid;
    std::vector<std::uint8_t> high;
};

/// Where the sound begins and ends. Lasting sound reaches the threshold in at least four milliseconds out of fifty:
/// single clicks in silence do not count, unless they are all there is.
struct Silence {
    Seconds leading;   ///< Before the first sample of lasting sound at the threshold; all of it when `all`.
    Seconds trailing;  ///< After the last one; 0 when `all`.
    Decibels threshold{-60.0};
    bool all = false;  ///< Nothing above the threshold anywhere.
};

/// The acoustic fingerprint of Chromaprint's algorithm 1 (its default), for AcoustID look-ups.
struct Fingerprint {
    std::vector<std::uint32_t> words;
    std::string compressed;  ///< What `fpcalc` prints after FINGERPRINT=.
    Seconds analysed;        ///< Chromaprint's default reads the first 120 s.
};

struct Statistic {
    float mean = 0.0F;
    float deviation = 0.0F;
};

/// Descriptors of the sound's colour, mean and standard deviation over the audible frames of 46 ms.
struct Timbre {
    Statistic centroid_hz;
    Statistic spread_hz;
    Statistic rolloff_hz;  ///< 85 % of the energy lies below.
    Statistic flatness;    ///< 0 tonal to 1 noisy.
    Statistic flux;
    Statistic zero_crossings;         ///< A second.
    std::vector<Statistic> mfcc;      ///< 13 coefficients of 40 mel bands, natural log.
    std::vector<Statistic> contrast;  ///< Six octave bands, dB between peaks and valleys.
    std::vector<float> band_energy;   ///< Shares of sub, bass, low mid, mid, high mid, presence, air; add up to 1.
    float dynamic_complexity = 0.0F;  ///< dB, mean deviation of the level from its mean.
    float stereo_width = 0.0F;        ///< 0 mono to 1 nothing in common.
};

struct Energy {
    int rating = 1;      ///< 1 to 10, the scale DJs know.
    double score = 0.0;  ///< The same, unrounded.
};

// ------------------------------------------------------------------------------------------------------ structure ---

/// What a section is for. `other` where nothing speaks for one of them, as in a recording of a single section.
enum class SectionKind : std::uint8_t { intro, verse, chorus, drop, break_, bridge, build, outro, other };
[[nodiscard]] STRATUM_EXPORT std::string_view name_of(SectionKind kind);
[[nodiscard]] STRATUM_EXPORT bool from_name(std::string_view name, SectionKind& out);

struct Section {
    Seconds start;
    Seconds end;
    std::string label;  ///< "A", "B", ...: sections that sound the same share it.
    SectionKind kind = SectionKind::other;
    double kind_confidence = 0.0;
    double confidence = 0.0;       ///< That a listener hears a section begin within 3 s of `start`; 1 for the first.
    std::optional<int> bars;       ///< Absent where no bars were heard.
    int energy = 1;                ///< 1 to 10 on the recording's own scale: 10 its strongest section.
    std::optional<Lufs> loudness;  ///< Absent below -70 LUFS, and for sections shorter than 3 s.
    std::optional<double> vocals;  ///< Expected share of its time in which a voice sounds, 0 to 1: the mean of
                                   ///< `Structure::vocals`; absent where that is.
    double melody = 0.0;  ///< Share of its bars with notes in the middle register (voices, leads, chords), 0 to 1.
};

/// Where a DJ may bring a recording in, or begin to leave it: a downbeat at the start of a phrase.
struct MixPoint {
    Seconds time;
    int bars = 0;       ///< Until the section that follows (mix-in), or to the end of the sound (mix-out),
    int free_bars = 0;  ///< and how many of them from `time` on have no notes in the middle register: no clash.
    double confidence = 0.0;
};

/// Where voices sound: sung, spoken or rapped, however treated; instruments that imitate them are none.
struct VocalCurve {
    Seconds hop;                         ///< Value n belongs to n * hop until (n + 1) * hop.
    std::vector<std::uint8_t> presence;  ///< Expected share of that time with a voice, per cent: the mean probability.
    /// Name of the network that listened ("vocals 1f0c..."); absent where signal processing alone did.
    std::optional<std::string> network;
};
/// Its mean from `start` to `end`, 0 to 1; none for a stretch that it does not reach.
[[nodiscard]] STRATUM_EXPORT std::optional<double> presence_between(const VocalCurve& vocals, Seconds start,
                                                                    Seconds end);

struct Structure {
    std::optional<VocalCurve> vocals;  ///< Absent where the network failed.
    std::vector<Section> sections;     ///< Without gaps from the first sound to the last; empty for silence.
    std::optional<MixPoint> mix_in;
    std::optional<MixPoint> mix_out;
};

// ---------------------------------------------------------------------------------------------------------- chords ---

/// A stretch with one chord, or with none.
struct ChordSpan {
    Seconds start;
    Seconds end;
    std::optional<Chord> chord;  ///< Absent where no chord sounds: "N".
    double confidence = 0.0;     ///< That root and type, down to the sevenths, are what a musician would write.
};

struct Chords {
    std::vector<ChordSpan> spans;  ///< From 0 to the end without gaps; neighbours differ.
    bool on_beats = false;         ///< They change on beats and half beats; otherwise in steps of 0.25 s.
};

// ---------------------------------------------------------------------------------------------------------- melody ---

/// What one would sing along: the predominant line, as notes and as it slides.
struct Melody : NoteTrack {
    Seconds curve_hop;            ///< Between the values of `curve_hz`; value n belongs to n * curve_hop.
    std::vector<float> curve_hz;  ///< Hertz; 0 where there is no melody.
};

struct Report {
    Seconds duration;
    SampleRate rate{0};
    int channels = 0;
    std::optional<Rhythm> rhythm;
    std::optional<Harmony> harmony;
    std::optional<Loudness> loudness;
    std::optional<Waveform> waveform;
    std::optional<Silence> silence;
    std::optional<Fingerprint> fingerprint;
    std::optional<Timbre> timbre;
    std::optional<Energy> energy;
    std::optional<Structure> structure;
    std::optional<Chords> chords;
    std::optional<Theory> theory;
    std::optional<NoteTrack> drums;
    std::optional<Melody> melody;
    std::optional<NoteTrack> bass;
};

}  // namespace stratum::analysis

#include "stratum/analysis/report_fields.hpp"  // IWYU pragma: export
