#include "output.hpp"
#include "stratum/base/clock.hpp"
#include "stratum/base/ids.hpp"
#include "stratum/base/percent.hpp"
#include "stratum/base/terminal_text.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <utility>
#include <vector>

namespace stratum::analyze {
namespace {

std::string signed_fixed(double value, int digits) {
    const std::string text = format_fixed(value, digits);
    return value > 0 ? "+" + text : text;
}

/// "3:45.120"
std::string exact_time(Seconds time) {
    const double whole = std::floor(time.value());
    const int thousandths = static_cast<int>(std::floor((time.value() - whole) * 1000.0));
    std::string digits = std::to_string(thousandths);
    digits.insert(0, 3 - std::min<std::size_t>(3, digits.size()), '0');
    return format_duration(whole) + "." + digits;
}

/// " (double)"; nothing for a tempo that is no relative.
std::string relation_text(analysis::TempoRelation relation) {
    if (relation == analysis::TempoRelation::other || relation == analysis::TempoRelation::same) return {};
    std::string text = " (" + std::string{name_of(relation)} + ")";
    std::ranges::replace(text, '_', ' ');
    return text;
}

std::string key_text(analysis::Key key) {
    return analysis::name_of(key) + "  " + analysis::camelot_of(key) + "  " + analysis::open_key_of(key);
}

class PageOutput final : public Output {
  public:
    explicit PageOutput(const Terminal& out) : out_(out.stream), colour_(out.colour) {}

    void track(const library::TrackView& track, Status) override {
        if (std::exchange(started_, true)) out_ << '\n';
        head(track);
        if (track.report.rhythm) rhythm(track);
        if (track.report.harmony) harmony(track);
        if (track.report.loudness) loudness(*track.report.loudness);
        if (track.report.energy) line("Energy", std::to_string(track.report.energy->rating) + " of 10");
        if (track.report.structure) structure(*track.report.structure);
        if (track.report.chords) chords(*track.report.chords);
        if (track.report.drums) notes("Drums", *track.report.drums);
        if (track.report.melody) notes("Melody", *track.report.melody);
        if (track.report.bass) notes("Bass", *track.report.bass);
        if (track.report.silence) silence(*track.report.silence);
        if (track.report.timbre) timbre(*track.report.timbre);
        if (track.report.fingerprint && !track.report.fingerprint->compressed.empty())
            line("Fingerprint", track.report.fingerprint->compressed.substr(0, 40) + "...  (first " +
                                    format_duration(track.report.fingerprint->analysed.value()) + ")");
        foot(track);
    }

    void failure(const std::string&, const Error&) override {}

  private:
    void line(std::string_view label, const std::string& value) {
        if (value.empty()) return;
        out_ << (colour_ ? "\x1b[2m" : "") << pad_columns(label, 13) << (colour_ ? "\x1b[0m" : "") << printable(value)
             << '\n';
    }

    void head(const library::TrackView& track) {
        const std::string title = track.tags.title.value_or(std::string{file_name_of(track.file.path)});
        const std::string name = track.tags.artist ? *track.tags.artist + " - " + title : title;
        out_ << (colour_ ? "\x1b[1m" : "") << printable(name) << (colour_ ? "\x1b[0m" : "") << '\n';
        line("File", track.file.path);
        for (const auto& other : track.other_files) line("Also", other);
        const auto& media = track.media;
        std::string form = exact_time(track.report.duration) + "  " + media.codec;
        if (media.container != media.codec) form += " in " + media.container;
        if (media.bit_rate) form += "  " + std::to_string(*media.bit_rate / 1000) + " kbit/s";
        form += "  " + std::to_string(media.rate.value()) + " Hz  ";
        form += media.channels == 1   ? "mono"
                : media.channels == 2 ? "stereo"
                                      : std::to_string(media.channels) + " channels";
        if (media.bits_per_sample) form += "  " + std::to_string(*media.bits_per_sample) + " bit";
        line("Audio", form);
        std::string album = track.tags.album.value_or("");
        if (track.tags.year) album += (album.empty() ? "" : ", ") + std::to_string(*track.tags.year);
        line("Album", album);
        line("Genre", track.tags.genre.value_or(""));
    }

    /// One line each, as far as a page has room for them: a ten-hour mix has hundreds.
    template <class Items, class Text>
    void list(std::string_view label, const Items& items, Text text) {
        constexpr std::size_t kMost = 12;
        for (std::size_t i = 0; i < std::min(kMost, items.size()); ++i) line(i == 0 ? label : "", text(items[i]));
        if (items.size() > kMost) line("", "and " + std::to_string(items.size() - kMost) + " more (--json has them)");
    }

    /// How sure a value is, or that a person said it, and what had been heard.
    static std::string certainty(const library::TrackView& track, library::CorrectedField field, double confidence,
                                 const std::string& heard) {
        if (std::ranges::find(track.corrected, field) == track.corrected.end()) return format_percent(confidence);
        return heard.empty() ? "by hand" : "by hand (heard: " + heard + ")";
    }

    void rhythm(const library::TrackView& track) {
        using enum library::CorrectedField;
        const analysis::Rhythm& rhythm = *track.report.rhythm;
        const analysis::Rhythm heard = track.heard.rhythm.value_or(analysis::Rhythm{});
        if (rhythm.tempo) {
            std::string text = format_fixed(rhythm.tempo->bpm.value(), 2) + " BPM  " +
                               certainty(track, tempo, rhythm.tempo->confidence,
                                         heard.tempo ? format_fixed(heard.tempo->bpm.value(), 2) : std::string{});
            for (const auto& other : rhythm.tempo->alternatives)
                text += (&other == rhythm.tempo->alternatives.data() ? "  or " : ", ") +
                        format_fixed(other.bpm.value(), 2) + relation_text(other.relation) + " " +
                        format_percent(other.confidence);
            line("Tempo", text);
            for (const auto& opinion : rhythm.tempo->opinions)
                if (opinion.method.starts_with("prior ")) line("Expected", opinion.method.substr(6));
        } else {
            line("Tempo", "none heard");
        }
        if (rhythm.range_set_aside)
            line("Range", range_text(*rhythm.range_set_aside) +
                              " was asked for and set aside: hardly anything speaks for a tempo inside it");
        if (rhythm.metre)
            line("Metre", std::to_string(rhythm.metre->beats_per_bar) + " beats a bar  " +
                              certainty(track, metre, rhythm.metre->confidence,
                                        heard.metre ? std::to_string(heard.metre->beats_per_bar) : std::string{}));
        if (rhythm.metre)
            list("Bars of", rhythm.metre->changes, [](const analysis::MetreChange& change) {
                return std::to_string(change.beats_per_bar) + " from " + exact_time(change.time);
            });
        if (rhythm.grid && !rhythm.grid->beats.empty()) {
            const auto& grid = *rhythm.grid;
            line("Beats", std::to_string(grid.beats.size()) + " from " + exact_time(grid.beats.front()) + " to " +
                              exact_time(grid.beats.back()) + ", " + std::string{name_of(grid.kind)} + " grid  " +
                              certainty(track, library::CorrectedField::grid, grid.confidence, ""));
            if (!grid.downbeats.empty())
                line("Bars", std::to_string(grid.downbeats.size()) + " from " + exact_time(grid.downbeats.front()));
            if (grid.regions.size() > 1)
                list("Tempi", grid.regions, [](const analysis::GridRegion& region) {
                    return exact_time(region.start) + " to " + exact_time(region.end) + "  " +
                           format_fixed(region.bpm.value(), 3) + " BPM";
                });
        }
        if (!rhythm.onsets.empty()) line("Onsets", std::to_string(rhythm.onsets.size()));
        if (!rhythm.network) line("Network", "none; everything was heard by signal processing alone, which is weaker");
    }

    void harmony(const library::TrackView& track) {
        const analysis::Harmony& harmony = *track.report.harmony;
        if (harmony.key) {
            const bool was_heard = track.heard.harmony && track.heard.harmony->key;
            std::string text = key_text(harmony.key->key) + "  " +
                               certainty(track, library::CorrectedField::key, harmony.key->confidence,
                                         was_heard ? analysis::name_of(track.heard.harmony->key->key) : std::string{});
            for (const auto& other : harmony.key->alternatives)
                text += (&other == harmony.key->alternatives.data() ? "  or " : ", ") + analysis::name_of(other.key) +
                        " " + format_percent(other.confidence);
            line("Key", text);
            if (harmony.key->church_mode) line("Mode", std::string{name_of(*harmony.key->church_mode)});
        } else {
            line("Key", "none heard");
        }
        if (harmony.key_over_time.size() > 1)
            list("Keys", harmony.key_over_time, [](const analysis::KeySpan& span) {
                return exact_time(span.start) + " to " + exact_time(span.end) + "  " + analysis::name_of(span.key);
            });
        if (harmony.tuning)
            line("Tuning", signed_fixed(harmony.tuning->offset.value(), 1) +
                               " cents (A4 = " + format_fixed(harmony.tuning->a4.value(), 1) + " Hz)");
    }

    void loudness(const analysis::Loudness& loudness) {
        std::string text =
            loudness.integrated ? format_fixed(loudness.integrated->value(), 1) + " LUFS" : "below -70 LUFS";
        if (loudness.range) text += "  range " + format_fixed(loudness.range->value(), 1) + " LU";
        if (loudness.true_peak) text += "  true peak " + format_fixed(loudness.true_peak->value(), 1) + " dBTP";
        line("Loudness", text);
        if (loudness.replay_gain)
            line("ReplayGain", signed_fixed(loudness.replay_gain->gain.value(), 2) + " dB  peak " +
                                   format_fixed(loudness.replay_gain->peak, 6));
    }

    void structure(const analysis::Structure& structure) {
        list("Sections", structure.sections, [](const analysis::Section& section) {
            std::string text = exact_time(section.start) + " to " + exact_time(section.end) + "  " + section.label +
                               "  " + pad_columns(name_of(section.kind), 7) + "energy " +
                               std::to_string(section.energy);
            if (section.bars) text += "  " + std::to_string(*section.bars) + (*section.bars == 1 ? " bar" : " bars");
            if (section.loudness) text += "  " + format_fixed(section.loudness->value(), 1) + " LUFS";
            if (section.vocals) text += "  vocals " + format_percent(*section.vocals);
            return text;
        });
        if (structure.mix_in) line("Mix in", mix_text(*structure.mix_in, "before the next section"));
        if (structure.mix_out) line("Mix out", mix_text(*structure.mix_out, "to the end"));
    }

    /// How many notes a part has, and how sure one may be of them on the whole.
    void notes(std::string_view label, const analysis::NoteTrack& part) {
        if (part.notes.empty()) return line(label, "none heard");
        double sure = 0.0;
        for (const auto& note : part.notes) sure += note.confidence;
        line(label, std::to_string(part.notes.size()) + (part.notes.size() == 1 ? " note from " : " notes from ") +
                        exact_time(part.notes.front().start) + " to " + exact_time(part.notes.back().start) + "  " +
                        format_percent(sure / static_cast<double>(part.notes.size())));
    }

    /// Which chords there are, and when; by bar `stratum theory` has them.
    void chords(const analysis::Chords& chords) {
        std::map<std::string, double> lengths;
        double all = 0.0;
        for (const auto& span : chords.spans) {
            if (span.chord) lengths[analysis::name_of(*span.chord)] += (span.end - span.start).value();
            all += (span.end - span.start).value();
        }
        if (lengths.empty()) return line("Chords", "none heard");
        std::vector<std::pair<std::string, double>> longest{lengths.begin(), lengths.end()};
        std::ranges::sort(longest, {},
                          [](const auto& one) { return std::pair{-one.second, std::string_view{one.first}}; });
        constexpr std::size_t kMost = 6;
        std::string text;
        for (std::size_t i = 0; i < std::min(kMost, longest.size()); ++i)
            text += (i == 0 ? "" : ", ") + longest[i].first + " " + format_percent(longest[i].second / all);
        if (longest.size() > kMost) text += ", " + std::to_string(longest.size() - kMost) + " others";
        line("Chords", text + (chords.on_beats ? "  on beats" : ""));
        const auto name = [](const analysis::ChordSpan& span) {
            return span.chord ? analysis::name_of(*span.chord) : std::string{"none"};
        };
        int width = 0;
        for (const auto& span : chords.spans) width = std::max(width, display_width(name(span)));
        list("", chords.spans, [&](const analysis::ChordSpan& span) {
            return exact_time(span.start) + " to " + exact_time(span.end) + "  " + pad_columns(name(span), width) +
                   "  " + format_percent(span.confidence);
        });
    }

    static std::string mix_text(const analysis::MixPoint& point, std::string_view until) {
        return exact_time(point.time) + "  " + std::to_string(point.bars) + (point.bars == 1 ? " bar " : " bars ") +
               std::string{until} + ", " + std::to_string(point.free_bars) + " without melody  " +
               format_percent(point.confidence);
    }

    void silence(const analysis::Silence& silence) {
        if (silence.all) return line("Silence", "all of it");
        line("Silence", format_fixed(silence.leading.value(), 3) + " s before, " +
                            format_fixed(silence.trailing.value(), 3) + " s after");
    }

    void timbre(const analysis::Timbre& timbre) {
        line("Timbre", "centroid " + format_fixed(timbre.centroid_hz.mean, 0) + " Hz  rolloff " +
                           format_fixed(timbre.rolloff_hz.mean, 0) + " Hz  flatness " +
                           format_fixed(timbre.flatness.mean, 3) + "  dynamics " +
                           format_fixed(timbre.dynamic_complexity, 1) + " dB  width " +
                           format_fixed(timbre.stereo_width, 2));
    }

    void foot(const library::TrackView& track) {
        line("Warning", track.file.warning);
        if (!track.stale.empty()) {
            std::string parts;
            for (const auto id : analysis::kAllAnalysers)
                if (track.stale.has(id)) parts += (parts.empty() ? "" : ", ") + std::string{analysis::name_of(id)};
            line("Outdated", parts + " (stratum analyze redoes them)");
        }
        if (track.analysed_at) line("Analysed", to_rfc3339(*track.analysed_at));
        line("Track", to_text(track.file.track));
        line("Content", to_hex(track.file.content));
    }

    std::ostream& out_;
    bool colour_;
    bool started_ = false;
};

}  // namespace

std::unique_ptr<Output> make_page_output(const Terminal& out) { return std::make_unique<PageOutput>(out); }

}  // namespace stratum::analyze
