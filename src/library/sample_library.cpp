// Makes a library of many tracks that were never heard, for measuring servers: only what lists are read from.
//
// usage: stratum_sample_library PLACE TRACKS      PLACE: a file or a postgresql:// address
// prints: the ids of 20 playlists of 300 tracks each, one a line

#include "sample_summaries.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/lists.hpp"
#include "stratum/store/open.hpp"

#include <array>
#include <cstdio>

namespace {

using namespace stratum;

Result<void> make(const std::string& place, std::size_t count) {
    const SystemClock clock;
    STRATUM_TRY(const auto database, store::open_database(place));
    STRATUM_TRY_VOID(store::migrate(*database, std::array{library::migrations()}, clock));
    const Uuid workspace = IdSource::random();
    STRATUM_TRY_VOID(library::create_workspace(*database, workspace, "bench", clock.now()));
    STRATUM_TRY(const auto rows, library::add_sample_summaries(*database, workspace, count, clock.now()));
    auto library = library::Library::over(*database, workspace, clock);
    std::mt19937_64 random{3};
    for (int i = 0; i < 20; ++i) {
        std::vector<Uuid> tracks;
        for (int k = 0; k < 300; ++k) tracks.push_back(rows[random() % rows.size()].summary.id);
        STRATUM_TRY(const auto list, library::Playlists{library}.create("list " + std::to_string(i), {}, tracks));
        std::puts(to_text(list.id).c_str());
    }
    return database->script(database->engine() == store::Engine::sqlite ? "ANALYZE" : "VACUUM ANALYZE");
}

}  // namespace

int main(int count, char** arguments) {
    const auto tracks = count == 3 ? parse_integer(arguments[2]) : std::nullopt;
    if (!tracks || *tracks < 1) return std::fputs("usage: stratum_sample_library PLACE TRACKS\n", stderr), 2;
    const auto made = make(arguments[1], static_cast<std::size_t>(*tracks));
    if (!made) std::fprintf(stderr, "%s\n", made.error().text().c_str());
    return made ? 0 : 1;
}
