#include "shown.hpp"

#include "stratum/base/text.hpp"

#include <cmath>

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
    if (shown.regions.size() < 2) return format_fixed(shown.bpm->value(), 2) + " BPM";
    std::string text;
    for (std::size_t i = 0; i < std::min(kMostNamed, shown.regions.size()); ++i)
        text += (i == 0 ? "" : " + ") + format_fixed(shown.regions[i].bpm.value(), 2) + " BPM from " +
                format_duration(i == 0 ? 0.0 : shown.regions[i].first_beat.value());
    return text + (shown.regions.size() > kMostNamed ? " + ..." : "");
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

std::string place_text(std::string_view what, std::optional<Seconds> place) {
    return place ? std::string{what} + " " + exact_time(*place) : "no " + std::string{what.substr(6)};
}

std::string metre_text(const Shown& shown) {
    return shown.beats_per_bar ? std::to_string(*shown.beats_per_bar) + " beats a bar" : "no bars";
}

}  // namespace

Shown shown(const analysis::Report& report) {
    Shown s;
    if (report.rhythm) {
        if (report.rhythm->tempo) s.bpm = report.rhythm->tempo->bpm;
        if (const auto& grid = report.rhythm->grid) {
            s.regions = grid->regions;
            if (!grid->beats.empty()) s.first_beat = grid->beats.front();
            if (!grid->downbeats.empty()) s.first_downbeat = grid->downbeats.front();
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
    add(tempo_text(before), tempo_text(after));
    // The first beat tells only what the first bar does not.
    if (before.first_downbeat || after.first_downbeat)
        add(place_text("first bar", before.first_downbeat), place_text("first bar", after.first_downbeat));
    else
        add(place_text("first beat", before.first_beat), place_text("first beat", after.first_beat));
    add(metre_text(before), metre_text(after));
    add(key_text(before), key_text(after));
    return text.empty() ? tempo_text(after) + ", " + key_text(after) : text;
}

std::string name_of_track(const library::TrackView& track) {
    const std::string title = track.tags.title.value_or(std::string{file_name_of(track.file.path)});
    return track.tags.artist ? *track.tags.artist + " - " + title : title;
}

}  // namespace stratum::correct
