#include "parts.hpp"

#include "stratum/analysis/analyzer.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace stratum::midi {
namespace {

constexpr int kChordVelocity = 80;

/// Channel and General MIDI program: piano, fingered bass, flute, the standard kit.
struct Voice {
    int channel;
    int program;
};
Voice voice_of(PartKind kind) {
    switch (kind) {
        case PartKind::chords:
            return {0, 0};
        case PartKind::bass:
            return {1, 33};
        case PartKind::melody:
            return {2, 73};
        case PartKind::drums:
            break;
    }
    return {kDrumChannel, 0};
}

const analysis::NoteTrack* notes_of(const analysis::Report& report, PartKind kind) {
    const auto pointer = [](const auto& part) -> const analysis::NoteTrack* { return part ? &*part : nullptr; };
    if (kind == PartKind::drums) return pointer(report.drums);
    if (kind == PartKind::melody) return pointer(report.melody);
    if (kind == PartKind::bass) return pointer(report.bass);
    return nullptr;
}

std::string drum_name(int note) {
    switch (static_cast<analysis::DrumVoice>(note)) {
        case analysis::DrumVoice::kick:
            return "kick";
        case analysis::DrumVoice::snare:
            return "snare";
        case analysis::DrumVoice::closed_hi_hat:
            return "closed hi-hat";
        case analysis::DrumVoice::open_hi_hat:
            return "open hi-hat";
        case analysis::DrumVoice::tom:
            return "tom";
        case analysis::DrumVoice::crash:
            return "crash";
        case analysis::DrumVoice::ride:
            return "ride";
    }
    return "drum " + std::to_string(note);
}

/// Scientific pitch notation: 60 is C4.
std::string note_name(int note, analysis::Spelling spelling) {
    return std::string{analysis::pitch_name(note % 12, spelling)} + std::to_string(note / 12 - 1);
}

class Placer {
  public:
    Placer(const TempoMap& map, const PartOptions& options) : map_(map) {
        if (options.quantize) step_ = std::max(1, 4 * kTicksPerBeat / *options.quantize);
    }
    /// Sets ticks, bar and beat.
    void place(PartNote& note) const {
        note.tick = nearest(map_.tick_at(note.start));
        note.end_tick = std::max(note.tick + step_, nearest(map_.tick_at(note.end)));
        const TempoMap::Place place = map_.place_of(map_.tick_at(note.start));
        note.bar = map_.has_bars() ? place.bar : 0;
        note.beat = place.beat;
    }

  private:
    [[nodiscard]] std::int64_t nearest(std::int64_t tick) const { return (tick + step_ / 2) / step_ * step_; }
    const TempoMap& map_;
    std::int64_t step_ = 1;
};

/// A key that sounds ends before it is struck again, and two strokes on one tick are one.
void keep_apart(std::vector<PartNote>& notes) {
    std::ranges::sort(notes, [](const PartNote& a, const PartNote& b) {
        return std::tuple{a.tick, a.note, a.start, a.confidence} < std::tuple{b.tick, b.note, b.start, b.confidence};
    });
    std::map<int, std::size_t> sounding;
    std::vector<PartNote> out;
    out.reserve(notes.size());
    for (PartNote& note : notes) {
        if (const auto last = sounding.find(note.note); last != sounding.end()) {
            PartNote& before = out[last->second];
            if (before.tick == note.tick) {
                if (note.confidence > before.confidence) before = std::move(note);
                continue;
            }
            before.end_tick = std::min(before.end_tick, note.tick);
        }
        sounding[note.note] = out.size();
        out.push_back(std::move(note));
    }
    notes = std::move(out);
}

analysis::Spelling spelling_of(const analysis::Report& report) {
    if (!report.harmony || !report.harmony->key) return analysis::Spelling::usual;
    return analysis::spelling_in(report.harmony->key->key);
}

std::vector<PartNote> chord_notes(const analysis::Report& report, const PartOptions& options) {
    analysis::Report told;
    told.duration = report.duration;
    told.rhythm = report.rhythm;
    told.harmony = report.harmony;
    told.chords = report.chords;
    analysis::AnalyserSet theory;
    theory.add(analysis::AnalyserId::theory);
    analysis::derive(told, theory);
    std::vector<PartNote> notes;
    std::size_t span = 0;
    for (const analysis::TheoryChord& chord : told.theory->chords) {
        while (span < told.chords->spans.size() && told.chords->spans[span].start < chord.start) ++span;
        const double sure = span < told.chords->spans.size() ? told.chords->spans[span].confidence : 0.0;
        if (sure < options.least_confidence) continue;
        std::vector<int> voices = chord.voicing;
        std::ranges::sort(voices);
        voices.erase(std::unique(voices.begin(), voices.end()), voices.end());
        const auto spelling = chord.key ? analysis::spelling_in(*chord.key) : analysis::Spelling::usual;
        for (const int voice : voices) {
            PartNote note{.start = chord.start, .end = chord.end};
            note.note = voice;
            note.pitch = voice;
            note.velocity = kChordVelocity;
            note.confidence = sure;
            note.name = analysis::name_of(chord.chord, spelling);
            notes.push_back(std::move(note));
        }
    }
    return notes;
}

std::vector<PartNote> heard_notes(const analysis::Report& report, PartKind kind, const PartOptions& options) {
    std::vector<PartNote> notes;
    const auto spelling = spelling_of(report);
    for (const analysis::Note& heard : notes_of(report, kind)->notes) {
        if (heard.confidence < options.least_confidence) continue;
        PartNote note{.start = heard.start, .end = heard.end};
        note.note = static_cast<int>(std::clamp(std::lround(heard.pitch), 0L, 127L));
        note.pitch = heard.pitch;
        note.velocity = std::clamp(static_cast<int>(std::lround(127.0 * heard.velocity)), 1, 127);
        note.confidence = heard.confidence;
        note.name = kind == PartKind::drums ? drum_name(note.note) : note_name(note.note, spelling);
        notes.push_back(std::move(note));
    }
    return notes;
}

Track track_of(const Part& part, bool bends) {
    const Voice voice = voice_of(part.kind);
    Track track{std::string{name_of(part.kind)}, {}};
    track.events.push_back(program_change(0, voice.channel, voice.program));
    const bool bent = bends && (part.kind == PartKind::melody || part.kind == PartKind::bass);
    for (const PartNote& note : part.notes) {
        if (bent) track.events.push_back(pitch_bend(note.tick, voice.channel, note.pitch - note.note));
        track.events.push_back(note_on(note.tick, voice.channel, note.note, note.velocity));
        track.events.push_back(note_off(note.end_tick, voice.channel, note.note));
    }
    return track;
}

Track conductor_of(const analysis::Report& report, const TempoMap& map, const std::string& title) {
    Track track{title, {}};
    for (const TempoChange& change : map.tempi()) track.events.push_back(tempo(change.tick, change.microseconds));
    for (const MetreChange& change : map.metres()) track.events.push_back(time_signature(change.tick, change.beats));
    if (report.harmony && report.harmony->key) {
        if (report.harmony->key_over_time.size() > 1)
            for (const auto& span : report.harmony->key_over_time)
                track.events.push_back(key_signature(map.tick_at(span.start), span.key));
        else
            track.events.push_back(key_signature(0, report.harmony->key->key));
    }
    if (report.structure)
        for (const auto& section : report.structure->sections)
            track.events.push_back(
                marker(map.tick_at(section.start), std::string{name_of(section.kind)} + " " + section.label));
    return track;
}

}  // namespace

std::string_view name_of(PartKind kind) {
    switch (kind) {
        case PartKind::chords:
            return "chords";
        case PartKind::bass:
            return "bass";
        case PartKind::melody:
            return "melody";
        case PartKind::drums:
            break;
    }
    return "drums";
}

bool has_part(const analysis::Report& report, PartKind kind) {
    return kind == PartKind::chords ? report.chords.has_value() : notes_of(report, kind) != nullptr;
}

Part part_of(const analysis::Report& report, PartKind kind, const TempoMap& map, const PartOptions& options) {
    Part part{kind, kind == PartKind::chords ? chord_notes(report, options) : heard_notes(report, kind, options)};
    const Placer placer{map, options};
    for (PartNote& note : part.notes) placer.place(note);
    keep_apart(part.notes);
    return part;
}

Result<Bytes> file_of(const analysis::Report& report, const TempoMap& map, std::span<const Part> parts,
                      const FileOptions& options) {
    std::vector<Track> tracks{conductor_of(report, map, options.title)};
    for (const Part& part : parts) tracks.push_back(track_of(part, options.bends));
    return write_smf(tracks);
}

}  // namespace stratum::midi
