#include "theory_page.hpp"

#include "stratum/base/terminal_text.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <ostream>
#include <string>

namespace stratum::theory {
namespace {

using analysis::TheoryChord;

constexpr std::size_t kMostRows = 40;
constexpr std::size_t kMostLines = 12;
constexpr int kBarsInRow = 4;
constexpr std::size_t kChordsInRow = 8;
constexpr std::size_t kMostColumns = 64;

std::string place_of(int bar, Seconds time) {
    return bar > 0 ? "bar " + std::to_string(bar) : format_duration(time.value());
}

std::string bars_of(int first, int last, Seconds start, Seconds end) {
    if (last <= 0) return format_duration(start.value()) + " to " + format_duration(end.value());
    if (first <= 0) return "upbeat to bar " + std::to_string(last);
    return first == last ? "bar " + std::to_string(first)
                         : "bars " + std::to_string(first) + " to " + std::to_string(last);
}

/// Places one after the other, each once: two chords in one bar are one place.
class Places {
  public:
    explicit Places(std::size_t most) : most_(most) {}
    void add(std::string place) {
        if (place == last_) return;
        last_ = std::move(place);
        if (++count_ <= most_) text_ += (count_ > 1 ? ", " : "") + last_;
    }
    [[nodiscard]] std::string text() const {
        return text_ + (count_ > most_ ? " and " + std::to_string(count_ - most_) + " more" : "");
    }
    [[nodiscard]] bool empty() const { return count_ == 0; }

  private:
    std::size_t most_;
    std::size_t count_ = 0;
    std::string last_;
    std::string text_;
};

std::string key_text(analysis::Key key) { return name_of(key) + "  " + camelot_of(key); }

std::string chord_text(const TheoryChord& x) {
    const auto spelling = x.key ? spelling_in(*x.key) : analysis::Spelling::usual;
    return name_of(x.chord, spelling) + (x.numeral.empty() ? "" : " " + x.numeral);
}

class Page {
  public:
    Page(std::ostream& out, const PageOptions& options) : out_(out), options_(options) {}

    void print(const analysis::Report& report) {
        const analysis::Theory& theory = *report.theory;
        keys(report, theory);
        if (theory.chords.empty()) return line("Chords", "none heard");
        chords(theory);
        list("Progressions", theory.progressions, [](const analysis::NamedProgression& x) {
            return bars_of(x.first_bar, x.last_bar, x.start, x.end) + "  " + x.name +
                   (x.times > 1 ? ", " + std::to_string(x.times) + " times" : "") + "  " + x.numerals;
        });
        list("Cadences", theory.cadences, [](const analysis::Cadence& x) {
            return place_of(x.bar, x.time) + "  " + std::string{name_of(x.kind)} + "  " + x.numerals;
        });
        outside(theory);
        voices(theory);
        tension(theory);
        list("Next", theory.next_chords, [](const analysis::NextChord& x) {
            const auto spelling = spelling_in(x.key);
            return place_of(x.bar, x.time) + "  after " + name_of(x.after, spelling) + ": " +
                   name_of(x.chord, spelling) + " " + x.numeral + ", " + x.reason;
        });
        list("Scales", theory.scales, [](const analysis::ScaleAdvice& x) {
            return place_of(x.bar, x.start) + "  " + std::string{analysis::pitch_name(x.tonic, spelling_in(x.key))} +
                   " " + x.scale + ", " + x.reason;
        });
        list("Mixes with", theory.compatible_keys, [](const analysis::CompatibleKey& x) {
            return bars_of(x.first_bar, x.last_bar, x.start, x.end) + "  " + key_text(x.key) + ", " + x.reason;
        });
    }

  private:
    void line(std::string_view label, const std::string& value) {
        out_ << (options_.colour ? "\x1b[2m" : "") << pad_columns(label, 13) << (options_.colour ? "\x1b[0m" : "")
             << printable(value) << '\n';
    }

    template <class Items, class Text>
    void list(std::string_view label, const Items& items, Text text) {
        const std::size_t most = options_.all ? items.size() : std::min(items.size(), kMostLines);
        for (std::size_t i = 0; i < most; ++i) line(i == 0 ? label : "", text(items[i]));
        if (items.size() > most) line("", "and " + std::to_string(items.size() - most) + " more (--all lists them)");
    }

    void keys(const analysis::Report& report, const analysis::Theory& theory) {
        if (!report.harmony || !report.harmony->key) return line("Key", "none heard: no numerals");
        const analysis::KeyEstimate& key = *report.harmony->key;
        const std::string certainty =
            options_.key_certainty.empty() ? format_fixed(100.0 * key.confidence, 0) + " %" : options_.key_certainty;
        line("Key", key_text(key.key) + "  " + certainty +
                        (key.church_mode ? "  (" + std::string{name_of(*key.church_mode)} + ")" : ""));
        if (theory.keys.size() > 1)
            list("Keys", theory.keys, [](const analysis::TheoryKey& x) {
                return bars_of(x.first_bar, x.last_bar, x.start, x.end) + "  " + key_text(x.key);
            });
    }

    void chords(const analysis::Theory& theory) {
        const bool in_bars = theory.chords.back().bar > 0;
        std::vector<std::pair<std::string, std::string>> rows;
        for (std::size_t i = 0; i < theory.chords.size(); ++i) {
            const TheoryChord& x = theory.chords[i];
            const bool same_bar = i > 0 && theory.chords[i - 1].bar == x.bar;
            const bool new_row =
                rows.empty() || (in_bars ? !same_bar && (x.bar + kBarsInRow - 1) / kBarsInRow !=
                                                            (theory.chords[i - 1].bar + kBarsInRow - 1) / kBarsInRow
                                         : i % kChordsInRow == 0);
            if (new_row)
                rows.emplace_back(x.bar > 0 ? std::to_string(x.bar) : format_duration(x.start.value()), chord_text(x));
            else
                rows.back().second += (in_bars && same_bar ? "  " : " | ") + chord_text(x);
        }
        const std::size_t most = options_.all ? rows.size() : std::min(rows.size(), kMostRows);
        int width = 4;
        for (std::size_t i = 0; i < most; ++i) width = std::max(width, display_width(rows[i].first));
        for (std::size_t i = 0; i < most; ++i)
            line(i == 0 ? "Chords" : "", pad_columns(rows[i].first, width) + "  " + rows[i].second);
        if (rows.size() > most) line("", "and " + std::to_string(rows.size() - most) + " rows more (--all lists them)");
    }

    /// The chords that leave the key, each kind once, with the bars where it is met.
    void outside(const analysis::Theory& theory) {
        struct Entry {
            std::string text;
            Places places{6};
        };
        std::vector<Entry> entries;
        std::map<std::string, std::size_t> known;
        for (const TheoryChord& x : theory.chords) {
            if (x.origin == analysis::ChordOrigin::diatonic) continue;
            const std::string text = chord_text(x) + "  " + std::string{name_of(x.origin)} + ": " + x.reason;
            const auto [at, fresh] = known.try_emplace(text, entries.size());
            if (fresh) entries.push_back({.text = text});
            entries[at->second].places.add(place_of(x.bar, x.start));
        }
        list("Outside", entries, [](const Entry& x) { return x.text + "; " + x.places.text(); });
    }

    void voices(const analysis::Theory& theory) {
        double motion = 0.0;
        int count = 0;
        std::string widest;
        int most = 0;
        Places parallels{8};
        for (const TheoryChord& x : theory.chords) {
            if (&x == theory.chords.data()) continue;
            motion += x.motion;
            ++count;
            if (x.motion > most) most = x.motion, widest = place_of(x.bar, x.start);
            if (x.parallels) parallels.add(place_of(x.bar, x.start));
        }
        if (count == 0) return;
        std::string text = format_fixed(motion / count, 1) + " semitones a change in four voices";
        if (most > 0) text += ", most " + std::to_string(most) + " at " + widest;
        line("Voices", text);
        if (parallels.empty()) return;
        line("", "parallel fifths or octaves even so: " + parallels.text());
    }

    /// A curve of blocks over the whole track, and where it is highest.
    void tension(const analysis::Theory& theory) {
        constexpr std::array<std::string_view, 8> kBlocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
        if (!theory.chords.front().key) return;
        const TheoryChord* top = theory.chords.data();
        for (const TheoryChord& x : theory.chords)
            if (x.tension > top->tension) top = &x;
        const double end = theory.chords.back().end.value();
        const std::size_t columns = std::min(kMostColumns, theory.chords.size());
        std::string curve;
        std::size_t at = 0;
        for (std::size_t c = 0; c < columns; ++c) {
            const double until = end * static_cast<double>(c + 1) / static_cast<double>(columns);
            double most = theory.chords[std::min(at, theory.chords.size() - 1)].tension;
            for (; at < theory.chords.size() && theory.chords[at].start.value() < until; ++at)
                most = std::max(most, theory.chords[at].tension);
            const double height = top->tension > 0.0 ? most / top->tension : 0.0;
            curve += kBlocks[static_cast<std::size_t>(std::clamp(height * 7.0 + 0.5, 0.0, 7.0))];
        }
        line("Tension", curve);
        line("", "highest " + format_fixed(top->tension, 0) + " at " + place_of(top->bar, top->start) + " (" +
                     chord_text(*top) + "); model: " + theory.tension_model);
    }

    std::ostream& out_;
    PageOptions options_;
};

}  // namespace

void print_page(std::ostream& out, const analysis::Report& report, const PageOptions& options) {
    Page{out, options}.print(report);
}

}  // namespace stratum::theory
