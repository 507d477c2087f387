#include "telling.hpp"

#include "stratum/base/json_writer.hpp"
#include "stratum/store/events/events.hpp"

#include <algorithm>

namespace stratum::library {
namespace {

constexpr std::size_t kMostTracks = 1000;  ///< In one event.

Result<void> append(Library::State& state, std::string_view kind, const Uuid& subject, std::string payload) {
    const store::Event event{.workspace = state.workspace,
                             .kind = std::string{kind},
                             .subject = to_text(subject),
                             .payload = std::move(payload),
                             .actor = state.actor.empty() ? state.author : state.actor};
    STRATUM_TRY_VOID(store::append_event(*state.database, state.ids, event, state.clock.now()));
    return {};
}

}  // namespace

Result<void> tell(Library::State& state, std::string_view kind, std::span<const Uuid> tracks) {
    if (!state.tells) return {};
    while (!tracks.empty()) {
        const auto some = tracks.first(std::min(tracks.size(), kMostTracks));
        tracks = tracks.subspan(some.size());
        JsonWriter json;
        json.begin_object();
        if (some.size() == 1) {
            json.member("track_id", to_text(some.front()));
        } else {
            json.key("track_ids");
            json.begin_array();
            for (const Uuid& track : some) json.string(to_text(track));
            json.end_array();
        }
        json.end_object();
        STRATUM_TRY_VOID(append(state, kind, some.front(), json.take()));
    }
    return {};
}

Result<void> tell_list(Library::State& state, std::string_view kind, std::string_view member, const Uuid& list) {
    if (!state.tells) return {};
    JsonWriter json;
    json.begin_object();
    json.member(member, to_text(list));
    json.end_object();
    return append(state, kind, list, json.take());
}

}  // namespace stratum::library
