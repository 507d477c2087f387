#include "plan.hpp"
#include "server/wire.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace stratum;

/// 20 s at 120 BPM in bars of four.
library::HeardAndSaid sample() {
    library::HeardAndSaid track;
    track.heard.duration = Seconds{20.0};
    auto& rhythm = track.heard.rhythm.emplace();
    rhythm.tempo = analysis::Tempo{.bpm = Bpm{120.0}, .confidence = 0.5};
    auto& grid = rhythm.grid.emplace();
    grid.kind = analysis::GridKind::constant;
    grid.regions = {{Seconds{}, Seconds{20.0}, Seconds{}, Bpm{120.0}}};
    for (int n = 0; n < 40; ++n) grid.beats.emplace_back(n * 0.5);
    for (int n = 0; n < 40; n += 4) grid.downbeats.emplace_back(n * 0.5);
    rhythm.metre = analysis::Metre{4, 0.5};
    return track;
}

}  // namespace

// Whatever a request says: it is refused with a reason, or the track has beats that ascend and downbeats among them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto json = net::parse_json(std::string_view{reinterpret_cast<const char*>(data), size});
    if (!json) return 0;
    const auto request = correct::read_request(*json);
    if (!request) {
        if (request.error().message.empty()) std::abort();
        return 0;
    }
    const auto track = sample();
    library::Corrections values = request->values;
    if (!request->operations.empty()) {
        JsonWriter w;
        for (const auto& operation : request->operations) correct::write_operation(w, operation);
        const auto change = correct::plan(track, request->operations);
        if (!change) return 0;
        values = change->correction.values;
    } else if (!library::check(values, track.heard.duration)) {
        return 0;
    }
    if (!values.grid) return 0;
    const auto& grid = *values.grid;
    if (!std::ranges::is_sorted(grid.beats) || !std::ranges::is_sorted(grid.downbeats)) std::abort();
    return 0;
}
