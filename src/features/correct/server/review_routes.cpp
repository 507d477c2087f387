#include "doubts.hpp"
#include "server/routes.hpp"
#include "server/wire.hpp"
#include "stratum/library/library.hpp"
#include "stratum/library/query.hpp"
#include "stratum/library/summary_json.hpp"
#include "stratum/library/tracks.hpp"
#include "stratum/platform/answers.hpp"

#include <algorithm>

namespace stratum::correct {
namespace {

using library::CorrectedField;
using platform::Answer;
using platform::Call;

constexpr double kUsualDoubt = 0.2;

Result<library::ReviewFilter> filter_of(const Call& call) {
    library::ReviewFilter filter;
    if (const auto name = platform::text_parameter(call, "field")) {
        const auto field =
            std::ranges::find(library::kCorrectedFields, std::string_view{*name}, library::short_name_of);
        if (field == library::kCorrectedFields.end() || *field == CorrectedField::metre)
            return error(ErrorCode::invalid_argument, "the parameter field must be tempo, grid or key");
        filter.field = *field;
    }
    filter.q = platform::text_parameter(call, "q").value_or("");
    if (filter.q.size() > 2000) return error(ErrorCode::invalid_argument, "the parameter q is too long");
    if (!platform::from_this_computer(call.request)) STRATUM_TRY_VOID(library::refuse_folders(filter.q));
    STRATUM_TRY(const auto least, platform::number_parameter(call, "least_doubt", 0.0, 1.0));
    filter.least_doubt = least.value_or(kUsualDoubt);
    return filter;
}

/// Those that were asked for; all of them where rounding would leave none.
std::vector<Doubt> asked_for(std::vector<Doubt> all, const library::ReviewFilter& filter) {
    std::vector<Doubt> some;
    for (const Doubt& doubt : all)
        if ((!filter.field || doubt.field == *filter.field) && 1.0 - doubt.confidence >= filter.least_doubt)
            some.push_back(doubt);
    return some.empty() ? std::move(all) : some;
}

void write_doubt(JsonWriter& w, const Doubt& doubt) {
    w.begin_object();
    w.member("field", library::short_name_of(doubt.field));
    w.member("confidence", doubt.confidence);
    w.member("shown", doubt.shown);
    if (!doubt.alternative.empty()) w.member("alternative", doubt.alternative);
    if (doubt.operation) {
        w.key("operation");
        write_operation(w, *doubt.operation);
    }
    w.end_object();
}

Answer review(Call& call) {
    STRATUM_TRY(const auto filter, filter_of(call));
    STRATUM_TRY(const auto page, platform::page_of(call));
    library::PageRequest request{.limit = static_cast<std::size_t>(page.limit), .cursor = page.cursor};
    STRATUM_TRY(request.count, platform::flag_parameter(call, "count"));
    STRATUM_TRY(const auto lease, call.services.pool.read());
    auto library = library::Library::over(*lease, call.workspace, call.services.clock);
    STRATUM_TRY(const auto found, library::Tracks{library}.review(filter, request));
    JsonWriter w;
    w.begin_object();
    w.key("items");
    w.begin_array();
    for (const auto& item : found.items) {
        const auto doubts = asked_for(doubts_of(item.report), filter);
        if (doubts.empty()) continue;  // Its audio is somewhere else for now, so nobody can look at it.
        w.begin_object();
        w.key("track");
        library::write_track(w, item.track);
        w.key("doubts");
        w.begin_array();
        for (const Doubt& doubt : doubts) write_doubt(w, doubt);
        w.end_array();
        w.end_object();
    }
    w.end_array();
    w.member("next_cursor", found.next_cursor);
    w.member("total", found.total);
    w.end_object();
    return platform::json_text(200, w.take());
}

}  // namespace

std::vector<platform::Route> review_routes() {
    return {{.method = net::Method::get,
             .path = "/api/v1/review",
             .permission = "tracks.read",
             .query = platform::paged({{"field"}, {"q", 0, 500}, {"least_doubt"}, {"count"}}),
             .handle = review}};
}

}  // namespace stratum::correct
