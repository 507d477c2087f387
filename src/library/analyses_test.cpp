#include "stratum/library/analyses.hpp"

#include "stratum/library/analysis_jobs.hpp"
#include "stratum/store/jobs/job_store.hpp"
#include "stratum/store/jobs/jobs_schema.hpp"
#include "test_library.hpp"

#include <algorithm>
#include <set>

namespace stratum::library {
namespace {

class AnalysesTest : public LibraryTest {
  protected:
    Recorded add(const std::string& name, std::uint8_t audio) {
        write(name, name);
        return library_->record(heard(name, audio, all_parts())).value();
    }
};

TEST_P(AnalysesTest, TellWhatWasHeardInPages) {
    const auto a = add("a.wav", 1);
    const auto all = analyses_of(*library_, a.track, {});
    ASSERT_TRUE(all) << all.error().text();
    EXPECT_GT(all->items.size(), 5U);
    EXPECT_FALSE(all->next_cursor);
    EXPECT_TRUE(std::ranges::all_of(all->items, &AnalysisMade::current));
    EXPECT_EQ(all->items.front().made_at, clock_.now());
    std::set<std::string> names;
    PageRequest request{.limit = 2};
    for (bool more = true; more;) {
        const auto page = analyses_of(*library_, a.track, request).value();
        for (const auto& one : page.items) names.insert(one.analyser);
        more = page.next_cursor.has_value();
        if (more) request.cursor = *page.next_cursor;
    }
    EXPECT_EQ(names.size(), all->items.size()) << "each once";
    EXPECT_TRUE(names.contains("rhythm"));
    EXPECT_EQ(analyses_of(*library_, IdSource::random(), {}).error().code, ErrorCode::not_found);
    EXPECT_EQ(analyses_of(*library_, a.track, {.limit = 201}).error().code, ErrorCode::invalid_argument);
    ASSERT_TRUE(database()->execute("UPDATE analyses SET version = 0 WHERE analyser = 'rhythm'"));
    const auto old = analyses_of(*library_, a.track, {}).value();
    const auto rhythm = std::ranges::find(old.items, "rhythm", &AnalysisMade::analyser);
    ASSERT_NE(rhythm, old.items.end());
    EXPECT_FALSE(rhythm->current);
}

TEST_P(AnalysesTest, AreAskedForAsJobs) {
    const auto a = add("a.wav", 1);
    add("b.wav", 2);
    const auto connection = database();
    ASSERT_TRUE(store::migrate(*connection, std::array{store::jobs_schema()}, clock_));
    Library library = Library::over(*connection, library_->workspace(), clock_);
    IdSource ids{clock_};
    const auto some = request_analyses(library, ids, std::array{a.track}, true, clock_.now());
    ASSERT_TRUE(some) << some.error().text();
    EXPECT_EQ(some->jobs, 1);
    const auto job = store::find_job(*connection, library.workspace(), some->last).value();
    ASSERT_TRUE(job);
    EXPECT_EQ(job->kind, kAnalyseJob);
    EXPECT_EQ(request_all_analyses(library, ids, false, clock_.now())->jobs, 2);
    EXPECT_EQ(request_analyses(library, ids, std::array{IdSource::random()}, false, clock_.now()).error().code,
              ErrorCode::not_found);
}

STRATUM_ON_EVERY_ENGINE(AnalysesTest);

}  // namespace
}  // namespace stratum::library
