#include "stratum/library/lists.hpp"

#include "order_keys.hpp"
#include "stratum/store/events/events.hpp"
#include "test_lists.hpp"

#include <gmock/gmock.h>

namespace stratum::library {
namespace {

using testing::ElementsAre;

TEST_P(ListsTest, PlaylistsKeepTheirOrderAndTakeATrackTwice) {
    const auto made = playlists().create(" Friday ", "for dancing", std::array{tracks_[0], tracks_[1], tracks_[0]});
    ASSERT_TRUE(made) << made.error().text();
    EXPECT_EQ(made->name, "Friday");
    EXPECT_EQ(made->description, "for dancing");
    EXPECT_EQ(made->tracks, 3);
    EXPECT_NEAR(made->duration.value(), 2 * durations_[0] + durations_[1], 1e-9);
    const auto entries = playlists().entries(made->id, {}).value().items;
    const auto added = playlists().add(made->id, std::array{tracks_[2], tracks_[3]}, entries[1].id);
    ASSERT_TRUE(added) << added.error().text();
    EXPECT_THAT(content(made->id), ElementsAre(0, 2, 3, 1, 0));
    EXPECT_GT(added->playlist.version, made->version);
    ASSERT_TRUE(playlists().add(made->id, std::array{tracks_[4]}));
    ASSERT_TRUE(playlists().add(made->id, std::array{tracks_[5]}, entries[0].id));
    EXPECT_THAT(content(made->id), ElementsAre(5, 0, 2, 3, 1, 0, 4));
    ASSERT_TRUE(playlists().move(made->id, std::array{entries[1].id, entries[2].id}, added->entries[0]));
    EXPECT_THAT(content(made->id), ElementsAre(5, 0, 1, 0, 2, 3, 4));
    ASSERT_TRUE(playlists().move(made->id, std::array{entries[1].id}));
    EXPECT_THAT(content(made->id), ElementsAre(5, 0, 0, 2, 3, 4, 1));
    EXPECT_EQ(playlists().take_out(made->id, entries[1].id)->tracks, 6);
    EXPECT_EQ(playlists().take_out(made->id, entries[1].id).error().code, ErrorCode::not_found);
    EXPECT_THAT(content(made->id), ElementsAre(5, 0, 0, 2, 3, 4));
}

TEST_P(ListsTest, TracksOfAPlaylistAreListedOnceInItsOrderOrAnother) {
    const auto made =
        playlists().create("x", {}, std::array{tracks_[3], tracks_[1], tracks_[3], tracks_[5], tracks_[0]});
    TrackFilter filter;
    filter.playlist = made->id;
    EXPECT_THAT(listed(filter, {TrackSort::position, false}), ElementsAre(3, 1, 5, 0));
    EXPECT_THAT(listed(filter, {TrackSort::added_at, true}), ElementsAre(5, 3, 1, 0));
    EXPECT_EQ(listed(filter, {TrackSort::title, false}).size(), 4U);
    ASSERT_TRUE(Tracks{*library_}.bin(std::array{tracks_[1]}));
    EXPECT_THAT(listed(filter, {TrackSort::position, false}), ElementsAre(3, 5, 0));
    EXPECT_THAT(content(made->id), ElementsAre(3, 1, 3, 5, 0)) << "binned tracks keep their places";
    ASSERT_TRUE(Tracks{*library_}.erase(std::array{tracks_[1]}));
    EXPECT_THAT(content(made->id), ElementsAre(3, 3, 5, 0));
    EXPECT_EQ(playlists().get(made->id)->tracks, 4);
}

TEST_P(ListsTest, ManyInsertionsAtOneSpotAreSpacedAnew) {
    const auto made = playlists().create("x", {}, std::array{tracks_[0], tracks_[1]});
    ASSERT_TRUE(made);
    Uuid before = playlists().entries(made->id, {})->items[1].id;
    std::size_t longest = 0;
    for (int i = 0; i < 850; ++i) {
        // Always before what was put there last.
        const auto added = playlists().add(made->id, std::array{tracks_[2]}, before);
        ASSERT_TRUE(added) << added.error().text();
        before = added->entries.front();
        if (i % 100 != 0) continue;
        const auto row = database_->query_one("SELECT max(length(place)) FROM playlist_entries WHERE workspace_id = $1",
                                              {library_->workspace().bytes});
        longest = std::max(longest, static_cast<std::size_t>(row.value()->integer(0)));
    }
    EXPECT_LE(longest, kLongestOrderKey);
    const auto all = content(made->id);
    ASSERT_EQ(all.size(), 852U);
    EXPECT_EQ(all.front(), 0U);
    EXPECT_EQ(all.back(), 1U);
}

TEST_P(ListsTest, WhatMakesNoSenseIsRefusedAndChangesNothing) {
    const auto made = playlists().create("x", {}, std::array{tracks_[0], tracks_[1]});
    const auto entry = playlists().entries(made->id, {})->items.front().id;
    const Uuid nobody = IdSource::random();
    EXPECT_EQ(playlists().create("  ", {}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(playlists().create(std::string(201, 'x'), {}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(playlists().create("y", std::string(4001, 'x')).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(playlists().create("y", {}, std::array{tracks_[0], nobody}).error().code, ErrorCode::not_found);
    EXPECT_EQ(playlists().list("", {})->items.size(), 1U);
    EXPECT_EQ(playlists().add(made->id, std::array{tracks_[0]}, nobody).error().code, ErrorCode::not_found);
    EXPECT_EQ(playlists().add(nobody, std::array{tracks_[0]}).error().code, ErrorCode::not_found);
    EXPECT_EQ(playlists().move(made->id, std::array{entry, entry}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(playlists().move(made->id, std::array{entry}, entry).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(playlists().move(made->id, std::array{entry, nobody}).error().code, ErrorCode::not_found);
    const auto other = playlists().create("y", {});
    EXPECT_EQ(playlists().move(other->id, std::array{entry}).error().code, ErrorCode::not_found);
    EXPECT_EQ(playlists().take_out(other->id, entry).error().code, ErrorCode::not_found);
    EXPECT_THAT(content(made->id), ElementsAre(0, 1));
    EXPECT_EQ(playlists().get(made->id)->version, made->version);
    Library stranger = Library::over(*database_, nobody, clock_);
    EXPECT_EQ(Playlists{stranger}.get(made->id).error().code, ErrorCode::not_found);
    EXPECT_EQ(Playlists{stranger}.remove(made->id).error().code, ErrorCode::not_found);
}

TEST_P(ListsTest, PlaylistsAreRenamedFoundAndDeleted) {
    for (const char* const name : {"Émile", "beta", "Alpha", "gamma"}) ASSERT_TRUE(playlists().create(name, {}));
    std::vector<std::string> names;
    PageRequest page{.limit = 3, .cursor = {}, .count = true};
    for (;;) {
        const auto found = playlists().list("", page).value();
        EXPECT_EQ(found.total, 4);
        for (const auto& one : found.items) names.push_back(one.name);
        if (!found.next_cursor) break;
        page.cursor = *found.next_cursor;
    }
    EXPECT_THAT(names, ElementsAre("Alpha", "beta", "Émile", "gamma"));
    const auto emile = playlists().list("emil", {}).value().items;
    ASSERT_EQ(emile.size(), 1U);
    ListPatch patch;
    patch.name = "Zoé";
    patch.description = std::optional<std::string>{"d"};
    const auto renamed = playlists().update(emile[0].id, patch);
    EXPECT_EQ(renamed->name, "Zoé");
    EXPECT_EQ(renamed->description, "d");
    EXPECT_EQ(renamed->version, 2);
    EXPECT_EQ(playlists().update(emile[0].id, patch)->version, 2) << "nothing new";
    patch = {};
    patch.description = std::optional<std::string>{};
    EXPECT_FALSE(playlists().update(emile[0].id, patch)->description);
    ASSERT_TRUE(playlists().remove(emile[0].id));
    EXPECT_EQ(playlists().get(emile[0].id).error().code, ErrorCode::not_found);
    EXPECT_EQ(playlists().list("", {})->items.size(), 3U);
}

TEST_P(ListsTest, ListsKnowTheirTracksAndTracksTheirLists) {
    ASSERT_TRUE(store::migrate(*database_, std::array{store::events_schema()}, clock_));
    library_->tell_events(true);
    const auto list = playlists().create("p", {}, std::array{tracks_[0]});
    const auto set = collections().create("c", {});
    ASSERT_TRUE(collections().add(set->id, std::array{tracks_[0]}));
    const auto details = Tracks{*library_}.details(tracks_[0]);
    ASSERT_TRUE(details) << details.error().text();
    ASSERT_EQ(details->playlists.size(), 1U);
    EXPECT_EQ(details->playlists.front().name, "p");
    ASSERT_EQ(details->collections.size(), 1U);
    EXPECT_EQ(details->collections.front().id, set->id);
    ASSERT_TRUE(playlists().remove(list->id));
    std::vector<std::string> told;
    for (const auto& row : database_->query("SELECT kind FROM events ORDER BY told").value())
        told.push_back(row.text(0));
    EXPECT_THAT(told, ElementsAre("playlist.updated", "collection.updated", "collection.updated", "playlist.deleted"));
}

STRATUM_ON_EVERY_ENGINE(ListsTest);

}  // namespace
}  // namespace stratum::library
