#include "shown.hpp"

#include "stratum/base/text.hpp"
#include "stratum/library/beat_edit.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace stratum::correct {
namespace {

constexpr std::size_t kMostNamed = 4;  ///< Tempi or keys of one track.

/// "0:01.250"
std::string exact_time(Seconds time) {
    const auto thousandths = static_cast<std::int64_t>(std::llround(time.value() * 1000.0));
    std::string rest = std::to_string(thousandths % 1000);
    rest.insert(0, 3 - rest.size(), '0');
    const std::int64_t whole = thousandths / 1000;
    return format_duration(static_cast<double>(whole)) + "." + rest;
}

std::string tempo_text(const Shown& shown) {
    if (!shown.bpm) return "no tempo";
    // Neighbours of one tempo differ in where their beats fall, which the downbeats tell.
    std::vector<std::pair<std::string, double>> tempi;
    for (const auto& region : shown.regions) {
        const std::string tempo = format_fixed(region.bpm.value(), 2) + " BPM";
        if (tempi.empty() || tempi.back().first != tempo)
            tempi.emplace_back(tempo, tempi.empty() ? 0.0 : region.first_beat.value());
    }
    if (tempi.size() < 2) return format_fixed(shown.bpm->value(), 2) + " BPM";
    std::string text;
    for (std::size_t i = 0; i < std::min(kMostNamed, tempi.size()); ++i)
        text += (i == 0 ? "" : " + ") + tempi[i].first + " from " + format_duration(tempi[i].second);
    return text + (tempi.size() > kMostNamed ? " + ..." : "");
}

std::string key_text(const Shown& shown) {
    if (!shown.key) return "no key";
    if (shown.keys.size() < 2) return analysis::name_of(*shown.key);
    std::string text;
    for (std::size_t i = 0; i < std::min(kMostNamed, shown.keys.size()); ++i)
        text += (i == 0 ? "" : " + ") + analysis::name_of(shown.keys[i].key) + " from " +
                format_duration(shown.keys[i].start.value());
    return text + (shown.keys.size() > kMostNamed ? " + ..." : "");
}

std::string place_text(std::optional<Seconds> place) { return place ? exact_time(*place) : "none"; }

std::string metre_text(const Shown& shown) {
    return shown.beats_per_bar ? std::to_string(*shown.beats_per_bar) + " beats a bar" : "no bars";
}

}  // namespace

Shown shown(const analysis::Report& report, std::optional<Seconds> from) {
    Shown s;
    s.from = from;
    if (report.rhythm) {
        if (report.rhythm->tempo) s.bpm = report.rhythm->tempo->bpm;
        if (const auto& grid = report.rhythm->grid) {
            s.regions = grid->regions;
            if (!grid->beats.empty()) s.first_beat = grid->beats.front();
            if (!grid->downbeats.empty()) s.first_downbeat = grid->downbeats.front();
            if (from) {
                const auto there = std::ranges::lower_bound(grid->downbeats, *from - library::kFromSlack);
                if (there != grid->downbeats.end()) s.downbeat_from_there = *there;
            }
        }
        if (report.rhythm->metre) s.beats_per_bar = report.rhythm->metre->beats_per_bar;
    }
    if (report.harmony) {
        if (report.harmony->key) s.key = report.harmony->key->key;
        s.keys = report.harmony->key_over_time;
    }
    return s;
}

std::string difference(const Shown& before, const Shown& after) {
    std::string text;
    const auto add = [&](const std::string& old, const std::string& now) {
        if (old == now) return;
        text += (text.empty() ? "" : ", ") + old + " -> " + now;
    };
    const auto add_place = [&](const std::string& what, std::optional<Seconds> old, std::optional<Seconds> now) {
        const std::string was = place_text(old);
        if (was != place_text(now)) add(what + " " + was, place_text(now));
    };
    add(tempo_text(before), tempo_text(after));
    // The first beat tells only what the first downbeat does not.
    const bool barred = before.first_downbeat || after.first_downbeat;
    if (barred)
        add_place("first downbeat", before.first_downbeat, after.first_downbeat);
    else
        add_place("first beat", before.first_beat, after.first_beat);
    if (before.from && before.first_downbeat == after.first_downbeat)
        add_place("first downbeat from " + format_duration(before.from->value()) + " on", before.downbeat_from_there,
                  after.downbeat_from_there);
    add(metre_text(before), metre_text(after));
    add(key_text(before), key_text(after));
    if (!text.empty()) return text;
    text = tempo_text(after);
    if (barred) text += ", first downbeat " + place_text(after.first_downbeat);
    return text + ", " + key_text(after) + ", as before";
}

std::string name_of_track(const library::TrackView& track) {
    const std::string title = track.tags.title.value_or(std::string{file_name_of(track.file.path)});
    return track.tags.artist ? *track.tags.artist + " - " + title : title;
}

}  // namespace stratum::correct
