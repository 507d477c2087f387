#pragma once

/// A library with a few made-up tracks, for tests of what holds them.

#include "sample_summaries.hpp"
#include "stratum/library/lists.hpp"
#include "test_library.hpp"

#include <algorithm>

namespace stratum::library {

class ListsTest : public LibraryTest {
  protected:
    void SetUp() override {
        LibraryTest::SetUp();
        if (IsSkipped()) return;
        database_ = database();
        const auto rows = add_sample_summaries(*database_, library_->workspace(), 8, clock_.now());
        ASSERT_TRUE(rows) << rows.error().text();
        for (const auto& row : *rows) {
            tracks_.push_back(row.summary.id);
            durations_.push_back(row.summary.duration.value());
        }
    }
    Playlists playlists() { return Playlists{*library_}; }
    Collections collections() { return Collections{*library_}; }
    /// Which tracks the playlist has, by their index.
    std::vector<std::size_t> content(const Uuid& playlist) {
        std::vector<std::size_t> content;
        PageRequest page{.limit = 3, .cursor = {}};
        for (std::int64_t position = 0;;) {
            const auto found = playlists().entries(playlist, page);
            EXPECT_TRUE(found) << found.error().text();
            for (const auto& entry : found->items) {
                EXPECT_EQ(entry.position, position++);
                content.push_back(
                    static_cast<std::size_t>(std::ranges::find(tracks_, entry.track.id) - tracks_.begin()));
            }
            if (!found->next_cursor) return content;
            page.cursor = *found->next_cursor;
        }
    }
    std::vector<std::size_t> listed(const TrackFilter& filter, TrackOrder order) {
        std::vector<std::size_t> content;
        PageRequest page{.limit = 2, .cursor = {}};
        for (;;) {
            const auto found = Tracks{*library_}.list(filter, order, page);
            EXPECT_TRUE(found) << found.error().text();
            for (const auto& one : found->items)
                content.push_back(static_cast<std::size_t>(std::ranges::find(tracks_, one.id) - tracks_.begin()));
            if (!found->next_cursor) return content;
            page.cursor = *found->next_cursor;
        }
    }
    std::vector<Uuid> tracks_;
    std::vector<double> durations_;
};

}  // namespace stratum::library
