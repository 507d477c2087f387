#include "identity.hpp"

#include "test_library.hpp"

#include <algorithm>
#include <map>
#include <random>

namespace stratum::library {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;
using Tracks = std::map<std::string, Uuid>;

/// Each song is a number, and a file that holds it has that many bytes. Every step is tried in a library of its own, in
/// each order of the files, with and without the look at inodes that `analyze` takes before it reads anything.
class IdentityTest : public LibraryTest {
  protected:
    void song(const std::string& name, std::size_t audio) const { write(name, std::string(audio, 'x')); }
    void move(const std::string& from, const std::string& to) const { fs::rename(path(from), path(to)); }
    void swap(const std::string& one, const std::string& other) const {
        move(one, "aside");
        move(other, one);
        move("aside", other);
    }

    void analyze(const Names& names, bool by_inode) {
        Names to_hear;
        for (const auto& name : names) {
            const FileStat stat = stat_file(path(name)).value();
            const auto known = library_->find(path(name)).value();
            if (known && known->stat == stat) continue;
            if (by_inode && library_->relink(path(name), stat).value()) continue;
            to_hear.push_back(name);
        }
        ASSERT_TRUE(library_->settle());
        for (const auto& name : to_hear) {
            const auto audio = static_cast<std::uint8_t>(stat_file(path(name))->size);
            const auto recorded = library_->record(heard(name, audio, {}));
            ASSERT_TRUE(recorded) << recorded.error().text();
        }
    }

    Tracks tracks(const Names& names) {
        Tracks tracks;
        for (const auto& name : names) {
            const auto file = library_->find(path(name)).value();
            if (file) tracks[name] = file->track;
        }
        return tracks;
    }

    /// `check` sees the tracks before and after, by name.
    void in_each_order(const std::function<void()>& before, const std::function<void()>& change, Names after,
                       const std::function<void(const Tracks& old, const Tracks& now)>& check) {
        std::ranges::sort(after);
        do {
            for (const bool by_inode : {false, true}) {
                std::string order = by_inode ? "by inode:" : "by audio:";
                for (const auto& name : after) order += " " + name;
                SCOPED_TRACE(order);
                start_anew();
                before();
                Names there;
                for (const auto& entry : fs::directory_iterator{folder_})
                    if (entry.is_regular_file()) there.push_back(entry.path().filename());
                std::ranges::sort(there);
                analyze(there, false);
                const Tracks old = tracks(there);
                change();
                analyze(after, by_inode);
                check(old, tracks(after));
                analyze(after, by_inode);
                check(old, tracks(after));
                for (const auto& name : after)
                    EXPECT_EQ(library_->find(path(name)).value()->stat.size, stat_file(path(name))->size);
            }
        } while (std::ranges::next_permutation(after).found);
    }
};

TEST_P(IdentityTest, TrackGoesWithTheFileThatMadeRoomForAnother) {
    in_each_order([&] { song("a", 1); },
                  [&] {
                      move("a", "c");
                      song("a", 2);
                  },
                  {"a", "c"},
                  [](const Tracks& old, const Tracks& now) {
                      EXPECT_EQ(now.at("c"), old.at("a"));
                      EXPECT_NE(now.at("a"), old.at("a"));
                  });
}

TEST_P(IdentityTest, OldAudioMayTurnUpInALaterRun) {
    song("a", 1);
    analyze({"a"}, true);
    const Uuid old = tracks({"a"}).at("a");
    fs::copy_file(path("a"), path("kept"));
    song("a", 2);
    analyze({"a"}, true);
    EXPECT_EQ(tracks({"a"}).at("a"), old) << "edited, as far as anybody can tell";
    analyze({"kept"}, true);
    EXPECT_EQ(tracks({"kept"}).at("kept"), old);
    EXPECT_NE(tracks({"a"}).at("a"), old);
}

TEST_P(IdentityTest, RenumberingMovesTheTracks) {
    in_each_order(
        [&] {
            for (const std::size_t i : {1U, 2U, 3U}) song("0" + std::to_string(i), i);
        },
        [&] {
            move("03", "04");
            move("02", "03");
            move("01", "02");
            song("01", 9);
        },
        {"01", "02", "03", "04"},
        [](const Tracks& old, const Tracks& now) {
            EXPECT_EQ(now.at("02"), old.at("01"));
            EXPECT_EQ(now.at("03"), old.at("02"));
            EXPECT_EQ(now.at("04"), old.at("03"));
            for (const auto& [name, track] : old) EXPECT_NE(now.at("01"), track) << name;
        });
}

TEST_P(IdentityTest, SwappedNamesSwapTheTracks) {
    in_each_order(
        [&] {
            song("a", 1);
            song("b", 2);
        },
        [&] { swap("a", "b"); }, {"a", "b"},
        [](const Tracks& old, const Tracks& now) {
            EXPECT_EQ(now.at("a"), old.at("b"));
            EXPECT_EQ(now.at("b"), old.at("a"));
        });
}

TEST_P(IdentityTest, EditedFileStaysTheTrack) {
    in_each_order(
        [&] {
            song("a", 1);
            song("b", 2);
        },
        [&] {
            song("a", 3);
            song("b", 4);
        },
        {"a", "b"}, [](const Tracks& old, const Tracks& now) { EXPECT_EQ(now, old); });
}

TEST_P(IdentityTest, CopyOfAnEditedFileJoinsItsTrack) {
    in_each_order([&] { song("a", 1); },
                  [&] {
                      song("a", 2);
                      song("b", 2);
                  },
                  {"a", "b"},
                  [](const Tracks& old, const Tracks& now) {
                      EXPECT_EQ(now.at("a"), old.at("a"));
                      EXPECT_EQ(now.at("b"), old.at("a"));
                  });
}

TEST_P(IdentityTest, NewSongInTwoPlacesLeavesTheMovedOneItsTrack) {
    in_each_order([&] { song("a", 1); },
                  [&] {
                      move("a", "c");
                      song("a", 2);
                      song("b", 2);
                  },
                  {"a", "b", "c"},
                  [](const Tracks& old, const Tracks& now) {
                      EXPECT_EQ(now.at("c"), old.at("a"));
                      EXPECT_NE(now.at("a"), old.at("a"));
                      EXPECT_EQ(now.at("b"), now.at("a"));
                  });
}

TEST_P(IdentityTest, OriginalKeepsTheTrackWhenItsCopyIsEdited) {
    in_each_order(
        [&] {
            song("a", 1);
            song("b", 1);
        },
        [&] { song("a", 2); }, {"a", "b"},
        [](const Tracks& old, const Tracks& now) {
            EXPECT_EQ(old.at("a"), old.at("b"));
            EXPECT_EQ(now.at("b"), old.at("b"));
            EXPECT_NE(now.at("a"), old.at("a"));
        });
}

TEST_P(IdentityTest, TwoCopiesThatWereBothEditedAreTwoTracks) {
    in_each_order(
        [&] {
            song("a", 1);
            song("b", 1);
        },
        [&] {
            song("a", 2);
            song("b", 3);
        },
        {"a", "b"},
        [](const Tracks& old, const Tracks& now) {
            EXPECT_EQ(now.at("a"), old.at("a")) << "known longer";
            EXPECT_NE(now.at("b"), old.at("b"));
        });
}

TEST_P(IdentityTest, CopiesShareATrackAlsoOverAnother) {
    in_each_order(
        [&] {
            song("a", 1);
            song("b", 2);
        },
        [&] { song("b", 1); }, {"a", "b"},
        [](const Tracks& old, const Tracks& now) {
            EXPECT_EQ(now.at("a"), old.at("a"));
            EXPECT_EQ(now.at("b"), old.at("a"));
        });
}

TEST_P(IdentityTest, TrackComesBackWithAudioThatWasOverwritten) {
    song("a", 1);
    song("b", 2);
    analyze({"a", "b"}, true);
    const Tracks old = tracks({"a", "b"});
    song("b", 1);
    analyze({"a", "b"}, true);
    song("backup", 2);
    analyze({"backup"}, true);
    EXPECT_EQ(tracks({"backup"}).at("backup"), old.at("b"));
}

TEST_P(IdentityTest, EditThatIsTakenBackChangesNothing) {
    song("a", 1);
    analyze({"a"}, true);
    const Tracks old = tracks({"a"});
    for (const std::size_t audio : {2U, 3U, 1U}) {
        song("a", audio);
        analyze({"a"}, true);
        EXPECT_EQ(tracks({"a"}), old);
    }
    song("c", 3);
    analyze({"c"}, true);
    EXPECT_EQ(tracks({"a"}), old);
    EXPECT_NE(tracks({"c"}).at("c"), old.at("a"));
}

TEST_P(IdentityTest, EachOfSeveralEditsCanTurnUpAgain) {
    for (const bool oldest_first : {true, false}) {
        SCOPED_TRACE(oldest_first);
        TearDown();
        SetUp();
        for (const std::size_t audio : {1U, 2U, 3U}) {
            song("a", audio);
            analyze({"a"}, true);
        }
        const Uuid old = tracks({"a"}).at("a");
        song("one", 1);
        song("two", 2);
        analyze(oldest_first ? Names{"one", "two"} : Names{"two", "one"}, true);
        const Tracks now = tracks({"a", "one", "two"});
        EXPECT_EQ(now.at("one"), old);
        EXPECT_NE(now.at("two"), old);
        EXPECT_NE(now.at("a"), old);
        EXPECT_NE(now.at("a"), now.at("two"));
    }
}

TEST_P(IdentityTest, CopyThatWasOutOfReachIsGivenItsTrackBack) {
    song("a", 1);
    song("b", 1);
    analyze({"a", "b"}, true);
    const Uuid old = tracks({"b"}).at("b");
    move("b", "unmounted");
    song("a", 2);
    analyze({"a"}, true);
    EXPECT_EQ(tracks({"a"}).at("a"), old);
    move("unmounted", "b");
    analyze({"a", "b"}, true);
    EXPECT_EQ(tracks({"b"}).at("b"), old);
    EXPECT_NE(tracks({"a"}).at("a"), old);
}

TEST_P(IdentityTest, FilesShareATrackWhenTheyShareTheAudioWhateverHappened) {
    std::mt19937 random{27};  // NOLINT: the same on every run
    const auto any = [&](std::size_t below) { return random() % below; };
    const Names all{"a", "b", "c", "d", "e"};
    std::string story;
    for (int step = 0; step < 3000; ++step) {
        const std::string& one = all[any(all.size())];
        const std::string& other = all[any(all.size())];
        const bool here = fs::exists(path(one));
        switch (any(5)) {
            case 0:
                song(one, 1 + any(7));
                story += " " + one + "=" + std::to_string(fs::file_size(path(one)));
                break;
            case 1:
                if (here && one != other) move(one, other), story += " " + one + ">" + other;
                break;
            case 2:
                if (here && one != other && fs::exists(path(other)))
                    swap(one, other), story += " " + one + "<>" + other;
                break;
            case 3:
                fs::remove(path(one)), story += " -" + one;
                break;
            default:
                break;
        }
        Names there;
        for (const auto& name : all)
            if (fs::exists(path(name))) there.push_back(name);
        std::ranges::shuffle(there, random);
        const bool whole = any(3) == 0;
        if (!whole) there.resize(there.size() / 2);
        const bool by_inode = any(2) == 0;
        story += whole ? " ALL" : " SOME";
        for (const auto& name : there) story += name;
        analyze(there, by_inode);
        if (!whole) continue;
        const Tracks now = tracks(there);
        ASSERT_EQ(now.size(), there.size()) << story;
        for (const auto& [name, track] : now)
            for (const auto& [second, its] : now)
                ASSERT_EQ(fs::file_size(path(name)) == fs::file_size(path(second)), track == its)
                    << story << ": " << name << " and " << second;
    }
}

STRATUM_ON_EVERY_ENGINE(IdentityTest);

}  // namespace
}  // namespace stratum::library
