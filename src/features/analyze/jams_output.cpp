#include "output.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/base/json_writer.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>

/// JAMS (Humphrey et al., "JAMS: a JSON annotated music specification", ISMIR 2014), schema 0.3.
namespace stratum::analyze {
namespace {

class JamsOutput final : public Output {
  public:
    JamsOutput(std::ostream& out, Bulk bulk, std::string version)
        : out_(out), bulk_(bulk), version_(std::move(version)) {}

    void track(const library::TrackView& track, Status) override {
        JsonWriter json;
        json.begin_object();
        json.key("annotations");
        json.begin_array();
        const Seconds duration = track.report.duration;
        corrected_ = track.corrected;
        if (track.report.rhythm) rhythm(json, *track.report.rhythm, duration);
        if (track.report.harmony) keys(json, *track.report.harmony, duration);
        if (track.report.structure) sections(json, *track.report.structure, duration);
        if (track.report.chords) chords(json, *track.report.chords, duration);
        if (track.report.drums) notes(json, "drums", *track.report.drums, duration);
        if (track.report.melody) notes(json, "melody", *track.report.melody, duration);
        if (track.report.bass) notes(json, "bass", *track.report.bass, duration);
        json.end_array();
        json.key("file_metadata");
        json.begin_object();
        json.member("title", track.tags.title.value_or(std::string{file_name_of(track.file.path)}));
        json.member("artist", track.tags.artist.value_or(""));
        json.member("release", track.tags.album.value_or(""));
        json.member("duration", duration);
        json.member("jams_version", std::string_view{"0.3.4"});
        json.key("identifiers");
        json.begin_object();
        json.member("stratum_track", to_text(track.file.track));
        json.member("stratum_content", to_hex(track.file.content));
        if (track.tags.isrc) json.member("isrc", *track.tags.isrc);
        json.end_object();
        json.end_object();
        json.key("sandbox");
        json.begin_object();
        json.member("path", track.file.path);
        json.end_object();
        json.end_object();
        out_ << json.text() << '\n';
    }

    /// JAMS has no form for a file that could not be read; the reason stands on stderr.
    void failure(const std::string&, const Error&) override {}

  private:
    /// `field`: the correction that would make it a person's. `part`: what it tells of, where JAMS has no word for it.
    void begin_annotation(JsonWriter& json, std::string_view name_space, Seconds duration,
                          std::optional<library::CorrectedField> field = {}, std::string_view part = {}) const {
        const bool by_hand = field && std::ranges::find(corrected_, *field) != corrected_.end();
        json.begin_object();
        json.member("namespace", name_space);
        json.member("time", 0.0);
        json.member("duration", duration);
        json.key("annotation_metadata");
        json.begin_object();
        json.key("curator");
        json.begin_object();
        json.member("name", std::string_view{""});
        json.member("email", std::string_view{""});
        json.end_object();
        json.member("version", version_);
        json.member("corpus", std::string_view{""});
        json.key("annotator");
        json.begin_object();
        json.end_object();
        json.member("annotation_tools", "stratum " + version_);
        json.member("annotation_rules", std::string_view{""});
        json.member("validation", std::string_view{""});
        json.member("data_source", by_hand ? std::string_view{"manual"} : std::string_view{"program"});
        json.end_object();
        json.key("sandbox");
        json.begin_object();
        if (!part.empty()) json.member("part", part);
        json.end_object();
        json.key("data");
        json.begin_array();
    }
    static void end_annotation(JsonWriter& json) {
        json.end_array();
        json.end_object();
    }
    template <class T>
    static void observation(JsonWriter& json, Seconds time, Seconds duration, const T& value,
                            std::optional<double> confidence) {
        json.begin_object();
        json.member("time", time);
        json.member("duration", duration);
        json.key("value");
        write_json(json, value);
        json.key("confidence");
        write_json(json, confidence);
        json.end_object();
    }

    void rhythm(JsonWriter& json, const analysis::Rhythm& rhythm, Seconds duration) const {
        if (rhythm.tempo) {
            begin_annotation(json, "tempo", duration, library::CorrectedField::tempo);
            if (rhythm.grid && rhythm.grid->regions.size() > 1) {
                for (const auto& region : rhythm.grid->regions)
                    observation(json, region.start, region.end - region.start, region.bpm, rhythm.tempo->confidence);
            } else {
                observation(json, Seconds{}, duration, rhythm.tempo->bpm, rhythm.tempo->confidence);
            }
            end_annotation(json);
        }
        if (rhythm.grid) {
            begin_annotation(json, "beat", duration, library::CorrectedField::grid);
            beats(json, *rhythm.grid);
            end_annotation(json);
        }
        if (bulk_ == Bulk::include && !rhythm.onsets.empty()) {
            begin_annotation(json, "onset", duration);
            for (const auto& onset : rhythm.onsets)
                observation(json, onset.time, Seconds{}, std::optional<double>{}, double{onset.strength});
            end_annotation(json);
        }
    }

    /// The value of a beat is its position in the bar, 1 on the downbeat; null where no bar was heard.
    static void beats(JsonWriter& json, const analysis::BeatGrid& grid) {
        std::optional<int> position;
        auto downbeat = grid.downbeats.begin();
        // Beats before the first downbeat are counted back from it.
        const auto pickup = grid.downbeats.empty()
                                ? std::ptrdiff_t{0}
                                : std::ranges::lower_bound(grid.beats, grid.downbeats.front()) - grid.beats.begin();
        int bar = 4;
        if (grid.downbeats.size() > 1) {
            const auto second = std::ranges::lower_bound(grid.beats, grid.downbeats[1]) - grid.beats.begin();
            bar = std::max(1, static_cast<int>(second - pickup));
        }
        if (!grid.downbeats.empty() && pickup <= bar) position = bar - static_cast<int>(pickup);
        for (const Seconds beat : grid.beats) {
            if (downbeat != grid.downbeats.end() && *downbeat <= beat) {
                position = 1;
                ++downbeat;
            } else if (position) {
                ++*position;
            }
            observation(json, beat, Seconds{}, position, grid.confidence);
        }
    }

    void keys(JsonWriter& json, const analysis::Harmony& harmony, Seconds duration) const {
        if (!harmony.key) return;
        begin_annotation(json, "key_mode", duration, library::CorrectedField::key);
        const auto value = [](analysis::Key key) {
            // JAMS spells the mode out: "C:major".
            std::string text = analysis::name_of(key);
            text[text.find(' ')] = ':';
            return text;
        };
        if (harmony.key_over_time.size() > 1)
            for (const auto& span : harmony.key_over_time)
                observation(json, span.start, span.end - span.start, value(span.key), span.confidence);
        else
            observation(json, Seconds{}, duration, value(harmony.key->key), harmony.key->confidence);
        end_annotation(json);
    }

    /// Twice: what the sections are for, and which are alike.
    void sections(JsonWriter& json, const analysis::Structure& structure, Seconds duration) const {
        if (structure.sections.empty()) return;
        begin_annotation(json, "segment_open", duration);
        for (const auto& section : structure.sections)
            observation(json, section.start, section.end - section.start, name_of(section.kind),
                        section.kind_confidence);
        end_annotation(json);
        begin_annotation(json, "segment_open", duration);
        for (const auto& section : structure.sections)
            observation(json, section.start, section.end - section.start, section.label, section.confidence);
        end_annotation(json);
    }

    void chords(JsonWriter& json, const analysis::Chords& chords, Seconds duration) const {
        begin_annotation(json, "chord", duration);
        for (const auto& span : chords.spans)
            observation(json, span.start, span.end - span.start,
                        span.chord ? analysis::harte_of(*span.chord) : std::string{"N"}, span.confidence);
        end_annotation(json);
    }

    /// MIDI numbers; those of drums are General MIDI's.
    void notes(JsonWriter& json, std::string_view part, const analysis::NoteTrack& track, Seconds duration) const {
        if (bulk_ != Bulk::include) return;
        begin_annotation(json, "note_midi", duration, {}, part);
        for (const auto& note : track.notes)
            observation(json, note.start, note.end - note.start, note.pitch, double{note.confidence});
        end_annotation(json);
    }

    std::ostream& out_;
    Bulk bulk_;
    std::string version_;
    std::vector<library::CorrectedField> corrected_;  ///< Of the track at hand.
};

}  // namespace

std::unique_ptr<Output> make_jams_output(std::ostream& out, Bulk bulk, std::string version) {
    return std::make_unique<JamsOutput>(out, bulk, std::move(version));
}

}  // namespace stratum::analyze
