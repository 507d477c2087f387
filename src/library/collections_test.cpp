#include "test_lists.hpp"

#include <gmock/gmock.h>

namespace stratum::library {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class CollectionsTest : public ListsTest {};

TEST_P(CollectionsTest, CollectionsAreSets) {
    const auto made = collections().create("Best", {});
    ASSERT_TRUE(made) << made.error().text();
    EXPECT_EQ(collections().add(made->id, std::array{tracks_[1], tracks_[2], tracks_[1]})->tracks, 2);
    const auto version = collections().get(made->id)->version;
    EXPECT_EQ(collections().add(made->id, std::array{tracks_[1]})->version, version);
    TrackFilter filter;
    filter.collection = made->id;
    EXPECT_THAT(listed(filter, {TrackSort::added_at, true}), ElementsAre(2, 1));
    EXPECT_THAT(listed(filter, {TrackSort::added_at, false}), ElementsAre(1, 2));
    EXPECT_EQ(listed(filter, {TrackSort::title, false}).size(), 2U);
    EXPECT_EQ(collections().take_out(made->id, std::array{tracks_[1], tracks_[7]})->tracks, 1);
    ASSERT_TRUE(Tracks{*library_}.bin(std::array{tracks_[2]}));
    EXPECT_THAT(listed(filter, {}), IsEmpty());
    ASSERT_TRUE(Tracks{*library_}.erase(std::array{tracks_[2]}));
    EXPECT_EQ(collections().get(made->id)->tracks, 0);
    EXPECT_EQ(collections().add(made->id, std::array{IdSource::random()}).error().code, ErrorCode::not_found);
    ASSERT_TRUE(collections().remove(made->id));
    EXPECT_EQ(collections().get(made->id).error().code, ErrorCode::not_found);
}

TEST_P(CollectionsTest, CollectionsMayBeKeptByAQuery) {
    TrackPatch patch;
    patch.genre = std::optional<std::string>{"Zydeco"};
    EXPECT_EQ(collections().create("bad", {}, "bpm:fast").error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(collections().create("long", {}, std::string(501, 'x')).error().code, ErrorCode::invalid_argument);
    const auto made = collections().create("Zydeco", {}, "genre:zydeco");
    ASSERT_TRUE(made);
    TrackFilter filter;
    filter.collection = made->id;
    EXPECT_THAT(listed(filter, {}), IsEmpty());
    // Made-up tracks have no file, and so nothing but their summaries to be edited.
    ASSERT_TRUE(
        database_->execute("UPDATE track_summaries SET genre_key = 'zydeco' WHERE track_id = $1", {tracks_[6].bytes}));
    EXPECT_THAT(listed(filter, {}), ElementsAre(6));
    filter.q = "genre:house";
    EXPECT_THAT(listed(filter, {}), IsEmpty()) << "both hold";
    EXPECT_EQ(collections().add(made->id, std::array{tracks_[0]}).error().code, ErrorCode::invalid_argument);
    ListPatch change;
    change.query = "bpm:>10";
    EXPECT_EQ(collections().update(made->id, change)->query, "bpm:>10");
    const auto by_hand = collections().create("by hand", {});
    EXPECT_EQ(collections().update(by_hand->id, change).error().code, ErrorCode::invalid_argument);
    EXPECT_THAT(collections().list("hand", {})->items.front().name, "by hand");
}

STRATUM_ON_EVERY_ENGINE(CollectionsTest);

}  // namespace
}  // namespace stratum::library
