#include "page_cursor.hpp"
#include "sample_summaries.hpp"
#include "search_words.hpp"
#include "stratum/base/fold_case.hpp"
#include "stratum/library/tracks.hpp"
#include "test_library.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <set>

namespace stratum::library {
namespace {

/// Two workspaces with made-up tracks, of which only one may ever be seen.
class ListingTest : public LibraryTest {
  protected:
    static constexpr std::size_t kTracks = 400;
    void SetUp() override {
        LibraryTest::SetUp();
        if (IsSkipped()) return;
        database_ = database();
        const Uuid other = IdSource::random();
        ASSERT_TRUE(create_workspace(*database_, other, "other", clock_.now()));
        ASSERT_TRUE(add_sample_summaries(*database_, other, 50, clock_.now(), 2));
        auto rows = add_sample_summaries(*database_, library_->workspace(), kTracks, clock_.now());
        ASSERT_TRUE(rows) << rows.error().text();
        rows_ = std::move(*rows);
        // Some are in the bin.
        std::vector<Uuid> binned;
        for (std::size_t i = 0; i < rows_.size(); i += 10) binned.push_back(rows_[i].summary.id);
        ASSERT_TRUE(tracks().bin(binned));
        for (SummaryRow& row : rows_) row.summary = tracks().summary(row.summary.id).value();
    }
    Tracks tracks() { return Tracks{*library_}; }

    /// All pages, one after the other.
    std::vector<Uuid> listed(const TrackFilter& filter, const TrackOrder& order, std::size_t limit) {
        std::vector<Uuid> ids;
        PageRequest page{.limit = limit, .cursor = {}, .count = true};
        for (;;) {
            const auto found = tracks().list(filter, order, page);
            EXPECT_TRUE(found) << found.error().text();
            if (!found) return ids;
            for (const auto& one : found->items) ids.push_back(one.id);
            if (!found->next_cursor) {
                EXPECT_EQ(found->total, static_cast<std::int64_t>(ids.size()));
                return ids;
            }
            EXPECT_EQ(found->items.size(), limit);
            page.cursor = *found->next_cursor;
        }
    }

    static bool has_words(const TrackSummary& one, const std::string& text) {
        const auto words = search_words(one.title.value_or("") + "\n" + one.artist.value_or("") + "\n" +
                                        one.album.value_or("") + "\n" + one.genre.value_or("") + "\n" + one.file_name);
        return std::ranges::all_of(search_words(text), [&](const std::string& wanted) {
            return std::ranges::any_of(words, [&](const std::string& word) { return word.starts_with(wanted); });
        });
    }
    static bool fits(const TrackSummary& one, const SummaryRow& row, const TrackFilter& filter) {
        if (one.binned_at.has_value() != filter.binned) return false;
        if (filter.bpm_min && (!one.bpm || one.bpm->value() < *filter.bpm_min)) return false;
        if (filter.bpm_max && (!one.bpm || one.bpm->value() > *filter.bpm_max)) return false;
        if (!filter.keys.empty() && (!one.key || std::ranges::find(filter.keys, *one.key) == filter.keys.end()))
            return false;
        if (filter.added_after && row.number < first_number_at(*filter.added_after)) return false;
        if (filter.added_before && row.number >= first_number_at(*filter.added_before)) return false;
        if (filter.state && one.analysis != *filter.state) return false;
        return has_words(one, filter.q);
    }
    /// What `listed` must give, by looking at every track.
    std::vector<Uuid> expected(const TrackFilter& filter, const TrackOrder& order) const {
        using Key = std::pair<std::optional<double>, std::optional<std::string>>;
        const auto key_of = [&](const SummaryRow& row) -> Key {
            const TrackSummary& one = row.summary;
            const auto number = [](const auto& value) -> Key {
                return {value ? std::optional{static_cast<double>(*value)} : std::nullopt, {}};
            };
            const auto unit = [](const auto& value) -> Key {
                return {value ? std::optional{value->value()} : std::nullopt, {}};
            };
            const auto text = [](const auto& value) -> Key {
                return {{}, value ? std::optional{plain_text(*value)} : std::nullopt};
            };
            switch (order.by) {
                case TrackSort::title:
                    return text(one.title);
                case TrackSort::artist:
                    return text(one.artist);
                case TrackSort::album:
                    return text(one.album);
                case TrackSort::genre:
                    return text(one.genre);
                case TrackSort::year:
                    return number(one.year);
                case TrackSort::bpm:
                    return unit(one.bpm);
                case TrackSort::key:
                    return {one.key ? std::optional{static_cast<double>(place_of(*one.key))} : std::nullopt, {}};
                case TrackSort::energy:
                    return number(one.energy);
                case TrackSort::duration:
                    return {one.duration.value(), {}};
                case TrackSort::lufs:
                    return unit(one.lufs);
                case TrackSort::rating:
                    return number(one.rating);
                case TrackSort::updated_at:
                    return {static_cast<double>(one.updated_at.milliseconds), {}};
                case TrackSort::doubt:
                    return number(one.doubt);
                default:
                    return {static_cast<double>(row.number), {}};
            }
        };
        std::vector<const SummaryRow*> rows;
        for (const SummaryRow& row : rows_)
            if (fits(row.summary, row, filter)) rows.push_back(&row);
        std::ranges::sort(rows, [&](const SummaryRow* a, const SummaryRow* b) {
            const Key one = key_of(*a);
            const Key other = key_of(*b);
            const bool one_null = !one.first && !one.second;
            const bool other_null = !other.first && !other.second;
            if (one_null != other_null) return other_null;
            const auto left = std::pair{one, a->number};
            const auto right = std::pair{other, b->number};
            return order.descending ? right < left : left < right;
        });
        std::vector<Uuid> ids;
        for (const SummaryRow* row : rows) ids.push_back(row->summary.id);
        return ids;
    }

    std::vector<SummaryRow> rows_;
};

constexpr std::array kAllSorts{TrackSort::title,      TrackSort::artist, TrackSort::album,  TrackSort::genre,
                               TrackSort::year,       TrackSort::bpm,    TrackSort::key,    TrackSort::energy,
                               TrackSort::duration,   TrackSort::lufs,   TrackSort::rating, TrackSort::added_at,
                               TrackSort::updated_at, TrackSort::doubt};

TEST_P(ListingTest, EverySortInBothDirectionsGivesEveryTrackOnce) {
    for (const TrackSort sort : kAllSorts)
        for (const bool descending : {false, true}) {
            SCOPED_TRACE(std::string{name_of(sort)} + (descending ? " descending" : ""));
            EXPECT_EQ(listed({}, {sort, descending}, 150), expected({}, {sort, descending}));
        }
}

TEST_P(ListingTest, FiltersInAllCombinationsAreThoseOfAModel) {
    std::mt19937_64 random{7};
    const auto chance = [&](double of) { return std::uniform_real_distribution{0.0, 1.0}(random) < of; };
    const auto pick = [&](std::int64_t least, std::int64_t most) {
        return std::uniform_int_distribution{least, most}(random);
    };
    std::size_t found = 0;
    for (int i = 0; i < 120; ++i) {
        TrackFilter filter;
        filter.binned = chance(0.1);
        if (chance(0.4))
            filter.q = rows_[static_cast<std::size_t>(pick(0, kTracks - 1))].summary.title->substr(0, pick(1, 9));
        if (chance(0.3)) filter.bpm_min = static_cast<double>(pick(70, 130));
        if (chance(0.3)) filter.bpm_max = static_cast<double>(pick(110, 180));
        if (chance(0.3))
            for (int k = 0; k < 9; ++k) filter.keys.push_back(key_at(pick(0, 23)));
        if (chance(0.2)) filter.added_after = rows_[static_cast<std::size_t>(pick(0, 200))].summary.added_at;
        if (chance(0.2)) filter.added_before = rows_[static_cast<std::size_t>(pick(200, 399))].summary.added_at;
        if (chance(0.1)) filter.state = AnalysisState::done;
        const TrackOrder order{kAllSorts[static_cast<std::size_t>(pick(0, kAllSorts.size() - 1))], chance(0.5)};
        SCOPED_TRACE(std::to_string(i) + ": " + filter.q + ", by " + std::string{name_of(order.by)});
        const auto wanted = expected(filter, order);
        found += wanted.size();
        EXPECT_EQ(listed(filter, order, static_cast<std::size_t>(pick(1, 60))), wanted);
    }
    EXPECT_GT(found, 1000U) << "or nothing was tried";
}

TEST_P(ListingTest, TheTempiOfSeveralKeysArePagedAsOfAModel) {
    TrackFilter filter;
    for (const int place : {2, 5, 5, 11, 17, 23}) filter.keys.push_back(key_at(place));
    for (const bool within : {false, true})
        for (const bool descending : {false, true}) {
            SCOPED_TRACE(std::string{within ? "within a range" : "any tempo"} + (descending ? ", falling" : ""));
            if (within) filter.bpm_min = 95.0;
            const TrackOrder order{TrackSort::bpm, descending};
            const auto wanted = expected(filter, order);
            ASSERT_GT(wanted.size(), 20U);
            for (const std::size_t limit : {1U, 7U, 200U}) EXPECT_EQ(listed(filter, order, limit), wanted);
            const auto later = tracks().list(filter, order, {.limit = 5, .cursor = {}, .offset = 9}).value();
            ASSERT_EQ(later.items.size(), 5U);
            for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(later.items[i].id, wanted[i + 9]);
        }
}

TEST_P(ListingTest, OffsetsCountFromTheCursorAcrossTracksWithoutAValue) {
    for (const TrackSort sort : {TrackSort::rating, TrackSort::added_at}) {
        const TrackOrder order{sort, false};
        const auto all = expected({}, order);
        for (const std::int64_t offset : {0, 1, 60, 79, 100, 300, 359, 360, 5000}) {
            SCOPED_TRACE(offset);
            const auto page = tracks().list({}, order, {.limit = 10, .cursor = {}, .offset = offset}).value();
            const std::size_t left = all.size() - std::min(all.size(), static_cast<std::size_t>(offset));
            ASSERT_EQ(page.items.size(), std::min<std::size_t>(10, left));
            for (std::size_t i = 0; i < page.items.size(); ++i)
                EXPECT_EQ(page.items[i].id, all[static_cast<std::size_t>(offset) + i]);
        }
        const auto first = tracks().list({}, order, {.limit = 10, .cursor = {}}).value();
        const auto further =
            tracks().list({}, order, {.limit = 1, .cursor = *first.next_cursor, .offset = 100}).value();
        EXPECT_EQ(further.items.front().id, all[110]);
    }
}

TEST_P(ListingTest, CursorsOfOtherListsAreRefused) {
    const auto cursor = *tracks().list({}, {}, {.limit = 5, .cursor = {}})->next_cursor;
    const auto refused = [&](const TrackFilter& filter, const TrackOrder& order, const std::string& text) {
        const auto page = tracks().list(filter, order, {.limit = 5, .cursor = text});
        return !page && page.error().code == ErrorCode::invalid_argument;
    };
    EXPECT_FALSE(refused({}, {}, cursor));
    EXPECT_TRUE(refused({}, {TrackSort::added_at, false}, cursor));
    EXPECT_TRUE(refused({}, {TrackSort::title, true}, cursor));
    TrackFilter other;
    other.q = "x";
    EXPECT_TRUE(refused(other, {}, cursor));
    for (const char* const text : {"x", "AAAA", "not a cursor!", "oWFs", "gaFsAQ=="})
        EXPECT_TRUE(refused({}, {}, text)) << text;
    // Of this list, but with a value that nothing is sorted by there.
    const std::string forged = to_cursor_text({.value = "text", .number = 1}, "bpm" + cursor);
    EXPECT_TRUE(refused({}, {TrackSort::bpm, false}, forged));
}

TEST_P(ListingTest, PagesThatMakeNoSenseAreRefused) {
    const auto code = [&](const TrackOrder& order, const PageRequest& page) {
        return tracks().list({}, order, page).error().code;
    };
    EXPECT_EQ(code({}, {.limit = 0, .cursor = {}}), ErrorCode::invalid_argument);
    EXPECT_EQ(code({}, {.limit = kLargestPage + 1, .cursor = {}}), ErrorCode::invalid_argument);
    EXPECT_EQ(code({}, {.limit = 1, .cursor = {}, .offset = -1}), ErrorCode::invalid_argument);
    EXPECT_EQ(code({TrackSort::position, false}, {}), ErrorCode::invalid_argument);
    EXPECT_EQ(parse_track_order("-position").error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(parse_track_order("loudness").error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(parse_track_order("-bpm")->by, TrackSort::bpm);
    EXPECT_EQ(parse_keys("8A, 1m,C# minor")->size(), 3U);
    EXPECT_EQ(parse_keys("8A,,1m").error().code, ErrorCode::invalid_argument);
    TrackFilter filter;
    filter.playlist = IdSource::random();
    EXPECT_EQ(tracks().list(filter, {}, {}).error().code, ErrorCode::not_found);
    filter = {};
    filter.collection = IdSource::random();
    EXPECT_EQ(tracks().list(filter, {}, {}).error().code, ErrorCode::not_found);
    filter = {};
    filter.q = "bpm:fast";
    EXPECT_EQ(tracks().list(filter, {}, {}).error().code, ErrorCode::invalid_argument);
}

class SearchTest : public LibraryTest {
  protected:
    void SetUp() override {
        LibraryTest::SetUp();
        if (IsSkipped()) return;
        add("one.wav", "Déjà vu", "Beyoncé", "R&B", 1, 120.0, "DE-A12-34");
        add("two.wav", "Blue Monday", "New Order", "Synthpop", 2, 130.0, "");
        add("three.wav", "don’t stop", "!!!", "Dance-Punk", 3, 125.0, "");
        add("four.wav", "東京", "ケン", "J-Pop", 4, 100.0, "");
    }
    void add(const std::string& name, const std::string& title, const std::string& artist, const std::string& genre,
             std::uint8_t audio, double bpm, const std::string& isrc) {
        write(name, name);
        analysis::Report report;
        report.rhythm.emplace().tempo = analysis::Tempo{.bpm = Bpm{bpm}, .confidence = 0.5};
        report.harmony.emplace().key = analysis::KeyEstimate{.key = {9, analysis::Mode::minor}, .confidence = 0.9};
        Heard one = heard(name, audio, parts_of(report));
        one.tags.title = title;
        one.tags.artist = artist;
        one.tags.genre = genre;
        one.tags.isrc = isrc;
        ASSERT_TRUE(library_->record(one));
    }
    std::string found(const std::string& q) {
        TrackFilter filter;
        filter.q = q;
        const auto page = Tracks{*library_}.list(filter, {TrackSort::added_at, false}, {});
        if (!page) return page.error().text();
        std::string names;
        for (const auto& one : page->items)
            names += (names.empty() ? "" : " ") + one.file_name.substr(0, one.file_name.find('.'));
        return names;
    }
};

TEST_P(SearchTest, FindsWordsAndTheirBeginningsInAnyField) {
    EXPECT_EQ(found("beyonce"), "one");
    EXPECT_EQ(found("DEJA bey"), "one");
    EXPECT_EQ(found("mon"), "two");
    EXPECT_EQ(found("order blue"), "two");
    EXPECT_EQ(found("day"), "") << "the middle of a word is no word";
    EXPECT_EQ(found("dont"), "three");
    EXPECT_EQ(found("don't"), "three");
    EXPECT_EQ(found("punk"), "three");
    EXPECT_EQ(found("pop"), "four") << "and Synthpop does not begin so";
    EXPECT_EQ(found("京"), "four");
    EXPECT_EQ(found("東京 ケ"), "four");
    EXPECT_EQ(found("three.wav"), "three");
    EXPECT_EQ(found("wav"), "one two three four");
    EXPECT_EQ(found("  "), "one two three four");
}

TEST_P(SearchTest, SignsAreFoundAsTheyStandAndNothingIsSyntax) {
    EXPECT_EQ(found("!!!"), "three");
    for (const std::string q :
         {"'", "\"", "blue\"", "a:b OR c", "* *", "--", "%", "NEAR(blue monday)", "\\", "wav'); --"})
        EXPECT_EQ(found(q).find("error"), std::string::npos) << q << ": " << found(q);
    EXPECT_EQ(found("\"blue\" monday"), "two");
    EXPECT_EQ(found(std::string{"bl\0ue", 5}), "two") << "zero bytes are passed over";
}

TEST_P(SearchTest, QueriesAreThoseOfTheTerminal) {
    EXPECT_EQ(found("bpm:120..126"), "one three");
    EXPECT_EQ(found("bpm:<120"), "four");
    EXPECT_EQ(found("genre:pop"), "two four");
    EXPECT_EQ(found("genre:=j-pop"), "four");
    EXPECT_EQ(found("title:day"), "two") << "anywhere in the value";
    EXPECT_EQ(found("key:8A bpm:>125"), "two");
    EXPECT_EQ(found("key:8A key:8B"), "");
    EXPECT_EQ(found("confidence:<60%"), "one two three four");
    EXPECT_EQ(found("confidence:>60%"), "");
    EXPECT_EQ(found("isrc:de-a12"), "one");
    EXPECT_EQ(found("isrc:=de-a12"), "");
    EXPECT_EQ(found("path:four"), "four");
    EXPECT_EQ(found("duration:<1:00 artist:\"new order\""), "two");
    EXPECT_EQ(found("blue bpm:>100"), "two") << "words and then a query";
    EXPECT_EQ(found("pop bpm:>100"), "");
    EXPECT_NE(found("bpm:fast").find("not understood"), std::string::npos);
}

TEST_P(SearchTest, FindsWhatAPersonSaidAndNoLongerWhatItReplaced) {
    TrackFilter filter;
    filter.q = "monday";
    const Uuid track = Tracks{*library_}.list(filter, {}, {})->items.front().id;
    TrackPatch patch;
    patch.title = std::optional<std::string>{"Grey Tuesday"};
    ASSERT_TRUE(Tracks{*library_}.patch(std::array{track}, patch));
    EXPECT_EQ(found("tuesday"), "two");
    EXPECT_EQ(found("monday"), "");
    EXPECT_EQ(found("title:grey"), "two");
    ASSERT_TRUE(Tracks{*library_}.bin(std::array{track}));
    EXPECT_EQ(found("tuesday"), "");
    ASSERT_TRUE(Tracks{*library_}.erase(std::array{track}));
    EXPECT_EQ(found("tuesday"), "");
}

STRATUM_ON_EVERY_ENGINE(ListingTest);
STRATUM_ON_EVERY_ENGINE(SearchTest);

}  // namespace
}  // namespace stratum::library
