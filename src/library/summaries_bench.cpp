/// Pages of 50 out of many tracks, as servers are asked for them, with random parameters. STRATUM_BENCH_TRACKS says how
/// many tracks (100,000 without), STRATUM_TEST_POSTGRESQL names a server to measure as well.

#include "sample_summaries.hpp"
#include "stratum/base/os/temp.hpp"
#include "stratum/base/text.hpp"
#include "stratum/library/lists.hpp"
#include "stratum/store/open.hpp"

#include <benchmark/benchmark.h>
#include <cstdlib>
#include <map>
#include <memory>

namespace stratum::library {
namespace {

/// A library that is filled once; the engine's own schema goes when the program ends.
struct Filled {
    std::optional<os::TempFolder> folder;
    std::string schema;
    std::unique_ptr<store::Database> server;
    std::unique_ptr<store::Database> database;
    SystemClock clock;
    Uuid workspace = IdSource::random();
    std::vector<SummaryRow> rows;
    std::vector<Uuid> playlists;
    std::string problem;

    Result<void> fill(bool postgresql) {
        std::string place;
        if (postgresql) {
            const char* address = std::getenv("STRATUM_TEST_POSTGRESQL");
            if (address == nullptr) return error(ErrorCode::not_found, "STRATUM_TEST_POSTGRESQL names no server");
            STRATUM_TRY(server, store::open_database(address));
            schema = "bench_" + to_hex(IdSource::random().bytes);
            STRATUM_TRY_VOID(server->execute("CREATE SCHEMA " + schema));
            place = std::string{address} + "&options=-csearch_path%3D" + schema;
        } else {
            STRATUM_TRY(auto made, os::TempFolder::make());
            folder.emplace(std::move(made));
            place = *folder / "library.db";
        }
        STRATUM_TRY(database, store::open_database(place));
        STRATUM_TRY_VOID(store::migrate(*database, std::array{migrations()}, clock));
        STRATUM_TRY_VOID(create_workspace(*database, workspace, "bench", clock.now()));
        const char* const wanted = std::getenv("STRATUM_BENCH_TRACKS");
        const auto count = wanted != nullptr ? parse_integer(wanted).value_or(100'000) : 100'000;
        STRATUM_TRY(rows, add_sample_summaries(*database, workspace, static_cast<std::size_t>(count), clock.now()));
        Library library = Library::over(*database, workspace, clock);
        std::mt19937_64 random{3};
        for (int i = 0; i < 20; ++i) {
            std::vector<Uuid> tracks;
            for (int k = 0; k < 300; ++k) tracks.push_back(rows[random() % rows.size()].summary.id);
            STRATUM_TRY(const auto list, Playlists{library}.create("list " + std::to_string(i), {}, tracks));
            playlists.push_back(list.id);
        }
        if (postgresql) STRATUM_TRY_VOID(database->script("VACUUM ANALYZE"));
        return {};
    }
    ~Filled() {
        if (server) (void)server->script("DROP SCHEMA " + schema + " CASCADE");
    }
};

Filled& filled(bool postgresql) {
    static std::map<bool, std::unique_ptr<Filled>> kept;
    auto& one = kept[postgresql];
    if (!one) {
        one = std::make_unique<Filled>();
        if (const auto done = one->fill(postgresql); !done) one->problem = done.error().text();
    }
    return *one;
}

enum class Question : std::int64_t {
    text,
    tempo_and_key,
    list,
    date,
    deep_cursor,
    newest,
    title,
    text_by_title,
    query
};

void page_of(benchmark::State& state) {
    Filled& library_of = filled(state.range(0) != 0);
    if (!library_of.problem.empty()) return state.SkipWithError(library_of.problem.c_str());
    std::mt19937_64 random{11};
    const auto among = [&](std::size_t count) { return static_cast<std::size_t>(random() % count); };
    const auto question = static_cast<Question>(state.range(1));
    std::vector<std::string> cursors;
    if (question == Question::deep_cursor) {
        Library library = Library::over(*library_of.database, library_of.workspace, library_of.clock);
        for (int i = 0; i < 100; ++i) {
            const auto page = Tracks{library}.list(
                {}, {TrackSort::title, false},
                {.limit = 1, .cursor = {}, .offset = static_cast<std::int64_t>(among(library_of.rows.size() - 100))});
            if (!page || !page->next_cursor) return state.SkipWithError("no page to begin from");
            cursors.push_back(*page->next_cursor);
        }
    }
    std::size_t items = 0;
    std::vector<double> seconds;
    for (auto _ : state) {
        state.PauseTiming();
        TrackFilter filter;
        TrackOrder order;
        PageRequest page;
        const SummaryRow& row = library_of.rows[among(library_of.rows.size())];
        switch (question) {
            case Question::text:
            case Question::text_by_title:
                filter.q = sample_word(random).substr(0, 3 + among(6));
                if (question == Question::text_by_title) order = {TrackSort::title, false};
                break;
            case Question::tempo_and_key:
                filter.bpm_min = 80.0 + static_cast<double>(among(80));
                filter.bpm_max = *filter.bpm_min + 6.0;
                for (int i = 0; i < 3; ++i) filter.keys.push_back(key_at(static_cast<std::int64_t>(among(24))));
                break;
            case Question::list:
                filter.playlist = library_of.playlists[among(library_of.playlists.size())];
                order = {TrackSort::position, false};
                break;
            case Question::date:
                filter.added_after = Timestamp{row.summary.added_at.milliseconds - 10'000'000};
                filter.added_before = row.summary.added_at;
                break;
            case Question::deep_cursor:
                order = {TrackSort::title, false};
                page.cursor = cursors[among(cursors.size())];
                break;
            case Question::title:
                order = {TrackSort::title, random() % 2 == 0};
                break;
            case Question::query:
                filter.q = "genre:house bpm:" + std::to_string(80 + among(80)) + ".." + std::to_string(165);
                break;
            case Question::newest:
                break;
        }
        state.ResumeTiming();
        const Seconds start = library_of.clock.steady();
        Library library = Library::over(*library_of.database, library_of.workspace, library_of.clock);
        auto found = Tracks{library}.list(filter, order, page);
        seconds.push_back((library_of.clock.steady() - start).value());
        if (!found) return state.SkipWithError(found.error().text().c_str());
        items += found->items.size();
        benchmark::DoNotOptimize(found);
    }
    std::ranges::sort(seconds);
    state.counters["items"] = static_cast<double>(items) / static_cast<double>(state.iterations());
    state.counters["p99_ms"] = seconds[seconds.size() * 99 / 100] * 1000.0;
    state.counters["most_ms"] = seconds.back() * 1000.0;
}

void on_engine(benchmark::internal::Benchmark* bench) {
    for (const std::int64_t engine : {0, 1})
        for (std::int64_t question = 0; question <= static_cast<std::int64_t>(Question::query); ++question)
            bench->Args({engine, question});
    bench->ArgNames({"postgresql", "question"})->Unit(benchmark::kMicrosecond)->MinTime(0.7);
}
BENCHMARK(page_of)->Apply(on_engine);

}  // namespace
}  // namespace stratum::library
