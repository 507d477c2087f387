#include "plan.hpp"

#include "stratum/base/json_writer.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace stratum::correct {
namespace {

using analysis::Key;
using analysis::KeySpan;

std::string_view option_of(library::TempoRatio ratio) {
    if (ratio.times == 2 && ratio.over == 1) return "--double";
    if (ratio.times == 1 && ratio.over == 2) return "--half";
    return ratio.times == 3 ? "--three-halves" : "--two-thirds";
}

/// The new key from `from` on, and what was shown before it.
library::CorrectedKey changed_key(const analysis::Report& shown, Key key, std::optional<Seconds> from) {
    if (!from) return {key, {}};
    std::vector<KeySpan> spans;
    if (shown.harmony) {
        spans = shown.harmony->key_over_time;
        if (spans.empty() && shown.harmony->key) spans = {{Seconds{}, shown.duration, shown.harmony->key->key, 1.0}};
    }
    std::erase_if(spans, [&](const KeySpan& span) { return span.start >= *from; });
    for (KeySpan& span : spans) span.end = std::min(span.end, *from);
    if (!spans.empty() && spans.back().key == key && spans.back().end == *from)
        spans.back().end = shown.duration;
    else
        spans.push_back({*from, shown.duration, key, 1.0});

    // The key of the whole is the one that holds longest.
    library::CorrectedKey corrected{key, std::move(spans)};
    const auto length_of = [&](Key one) {
        Seconds length;
        for (const KeySpan& span : corrected.over_time)
            if (span.key == one) length += span.end - span.start;
        return length;
    };
    for (const KeySpan& span : corrected.over_time)
        if (length_of(span.key) > length_of(corrected.key)) corrected.key = span.key;
    return corrected;
}

}  // namespace

std::string words_of(const Wish& wish) {
    std::string words;
    const auto add = [&](std::string_view option, const std::string& value = {}) {
        words += (words.empty() ? "" : " ") + std::string{option} + (value.empty() ? "" : " " + value);
    };
    if (wish.ratio) add(option_of(*wish.ratio));
    if (wish.tempo) add("--bpm", to_json(wish.tempo->value()));
    if (wish.shift) add("--shift-beats", to_json(*wish.shift));
    if (wish.key) add("--key", analysis::short_name_of(*wish.key));
    if (wish.from) add("--adjust-from", to_json(wish.from->value()));
    if (wish.confirm) add("--confirm");
    return words;
}

Result<void> check(const Wish& wish) {
    const bool changes = wish.ratio || wish.tempo || wish.shift || wish.key;
    if (wish.confirm && (changes || wish.from))
        return error(ErrorCode::invalid_argument, "--confirm says that all is right as it is, and stands alone");
    if (!changes && !wish.confirm)
        return error(ErrorCode::invalid_argument, wish.from ? "what shall be changed from there on?" : "what is wrong?",
                     "say --double, --half, --three-halves, --two-thirds, --shift-beats, --bpm or --key, or --confirm");
    if (wish.ratio && wish.tempo)
        return error(ErrorCode::invalid_argument, "--bpm and a factor such as --double exclude each other");
    if (wish.tempo) STRATUM_TRY_VOID(library::check_tempo(*wish.tempo));
    if (wish.shift) STRATUM_TRY_VOID(library::check_shift(*wish.shift));
    return {};
}

Result<library::Corrections> plan(const analysis::Report& shown, const Wish& wish) {
    STRATUM_TRY_VOID(check(wish));
    if (wish.confirm) {
        auto values = library::shown_in(shown);
        if (values.empty())
            return error(ErrorCode::invalid_argument, "neither tempo nor key is shown that could be right",
                         "say what they are with --bpm or --key");
        return values;
    }
    if (wish.from && *wish.from >= shown.duration)
        return error(ErrorCode::invalid_argument, "it ends at " + format_duration(shown.duration.value()) +
                                                      ", before " + format_duration(wish.from->value()));
    library::Corrections values;
    if (wish.ratio || wish.tempo || wish.shift) {
        analysis::Report now = shown;
        if (wish.ratio) {
            STRATUM_TRY(now.rhythm, library::scale_beats(now, *wish.ratio, wish.from));
        }
        if (wish.tempo) {
            STRATUM_TRY(now.rhythm, library::fit_beats(now, *wish.tempo, wish.from));
        }
        if (wish.shift) {
            STRATUM_TRY(now.rhythm, library::shift_beats(now, *wish.shift, wish.from));
        }
        now.harmony.reset();
        values = library::shown_in(now);
    }
    if (wish.key) values.key = changed_key(shown, *wish.key, wish.from);
    return values;
}

}  // namespace stratum::correct
