#include "stratum/store/events/events.hpp"

#include "stratum/store/events/relay.hpp"
#include "stratum/store/events/subscribers.hpp"
#include "stratum/store/test_engines.hpp"

#include <algorithm>
#include <atomic>
#include <gtest/gtest.h>
#include <mutex>
#include <set>
#include <thread>

namespace stratum::store {
namespace {

constexpr Seconds kLong{60.0};  // nobody waits so long unless something is wrong

class Events : public OnEveryEngine {
  protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        pool_ = std::move(Pool::open({.place = place(), .connections = 10}).value());
        database_ = open();
        ASSERT_TRUE(migrate(*database_, std::array{events_schema()}, clock_));
        ASSERT_TRUE(database_->execute("CREATE TABLE taken (position BIGINT NOT NULL)"));
    }
    void TearDown() override {
        database_.reset();
        pool_.reset();
        OnEveryEngine::TearDown();
    }
    Result<Uuid> tell(Database& database, const std::string& subject) {
        return append_event(database, ids_,
                            {.workspace = workspace_, .kind = "k", .subject = subject, .payload = "{}", .actor = "a"},
                            clock_.now());
    }
    void tell(const std::string& subject) { ASSERT_TRUE(tell(*database_, subject)); }
    std::int64_t number() {
        return in_transaction(*pool_, [](Database& database) { return number_events(database); },
                              {.intent = Transaction::Intent::queue})
            .value();
    }
    std::vector<StoredEvent> read(std::int64_t after = 0) { return read_events(*database_, after, 1000).value(); }
    static std::string subjects(std::span<const StoredEvent> events) {
        std::string text;
        for (const auto& event : events) text += event.event.subject;
        return text;
    }
    /// Writes down what it gets in the transaction it is given.
    static Subscriber writer(std::string name) {
        return {.name = std::move(name),
                .handle = [](Database& database, std::span<const StoredEvent> events) -> Result<void> {
                    for (const auto& event : events)
                        STRATUM_TRY_VOID(database.execute("INSERT INTO taken VALUES ($1)", {event.position}));
                    return {};
                }};
    }
    std::int64_t taken() { return database_->query_one("SELECT count(*) FROM taken").value()->integer(0); }

    ManualClock clock_{{5000}};
    IdSource ids_{clock_};
    Uuid workspace_ = IdSource::random();
    std::unique_ptr<Pool> pool_;
    std::unique_ptr<Database> database_;
};

TEST_P(Events, AreReadInTheOrderTheyWereTold) {
    for (const char* const subject : {"a", "b", "c"}) tell(subject);
    EXPECT_TRUE(read().empty()) << "they have no places yet";
    EXPECT_EQ(number(), 3);
    EXPECT_EQ(number(), 0);
    const auto events = read();
    EXPECT_EQ(subjects(events), "abc");
    EXPECT_EQ(events[2].position, 3);
    EXPECT_EQ(events[2].time, clock_.now());
    EXPECT_EQ(events[2].event.workspace, workspace_);
    EXPECT_EQ(events[2].event.payload, "{}");
    EXPECT_EQ(subjects(read(1)), "bc");
    EXPECT_EQ(last_position(*database_).value(), 3);
}

TEST_P(Events, ThatAreUndoneLeaveNoGap) {
    {
        auto transaction = Transaction::begin(*database_);
        tell("x");
    }
    tell("a");
    number();
    EXPECT_EQ(read().at(0).position, 1);
    EXPECT_EQ(subjects(read()), "a");
}

TEST_P(Events, OfOneWorkspaceAreReadAlone) {
    tell("a");
    workspace_ = IdSource::random();
    tell("b");
    number();
    EXPECT_EQ(subjects(read_events_of(*database_, workspace_, 0, 10).value()), "b");
    EXPECT_EQ(newest_event_of(*database_, workspace_).value(), read().back().id);
    tell("c");
    EXPECT_EQ(newest_event_of(*database_, workspace_).value(), read().back().id) << "it has no place yet";
    EXPECT_FALSE(newest_event_of(*database_, IdSource::random()).value());
}

class EventsOutOfOrder : public Events {};  // one writer at a time commits in order

TEST_P(EventsOutOfOrder, ReaderMissesNothingThatCommitsLate) {
    const auto slow = open();
    auto transaction = Transaction::begin(*slow);
    ASSERT_TRUE(tell(*slow, "late"));  // told first, committed last
    tell("early");
    EXPECT_EQ(number(), 1);
    EXPECT_EQ(subjects(read()), "early");
    ASSERT_TRUE(transaction->commit());
    EXPECT_EQ(number(), 1);
    EXPECT_EQ(subjects(read(1)), "late");
}

TEST_P(Events, ReadWhileManyTellAreAllSeenOnceAndInOrder) {
    constexpr int kThreads = 4;
    constexpr int kEach = 40;
    std::atomic<int> telling = kThreads;
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < kEach; ++i) {
                const auto told = in_transaction(*pool_, [&](Database& database) {
                    return tell(database, std::to_string(t) + ":" + std::to_string(i));
                });
                EXPECT_TRUE(told);
            }
            --telling;
        });
    // Two readers that also give places, as two servers do.
    std::array<std::vector<StoredEvent>, 2> seen;
    {
        std::vector<std::jthread> readers;
        for (auto& mine : seen)
            readers.emplace_back([&] {
                const auto database = open();
                for (bool last = false; !last;) {
                    last = telling == 0;
                    number();
                    for (auto& event : read_events(*database, mine.empty() ? 0 : mine.back().position, 50).value())
                        mine.push_back(std::move(event));
                }
                for (auto& event : read_events(*database, mine.empty() ? 0 : mine.back().position, 1000).value())
                    mine.push_back(std::move(event));
            });
    }
    for (const auto& mine : seen) {
        ASSERT_EQ(mine.size(), static_cast<std::size_t>(kThreads * kEach));
        std::set<std::string> subjects;
        std::array<int, kThreads> next{};
        for (std::size_t i = 0; i < mine.size(); ++i) {
            EXPECT_EQ(mine[i].position, static_cast<std::int64_t>(i) + 1) << "no gap";
            const std::string& subject = mine[i].event.subject;
            // Each thread told its own one after the other, and so they come.
            EXPECT_EQ(std::stoi(subject.substr(2)), next.at(static_cast<std::size_t>(subject[0] - '0'))++);
            subjects.insert(subject);
        }
        EXPECT_EQ(subjects.size(), mine.size());
    }
}

TEST_P(Events, SubscribersGetEachInBatchesFromWhereTheyStood) {
    tell("before");
    number();
    ASSERT_TRUE(add_subscriber(*database_, "w"));
    for (int i = 0; i < 5; ++i) tell("x");
    number();
    Subscriber subscriber = writer("w");
    subscriber.batch = 3;
    EXPECT_EQ(deliver_batch(*pool_, subscriber).value(), 3U);
    ASSERT_TRUE(add_subscriber(*database_, "w")) << "a restart changes nothing";
    EXPECT_EQ(deliver_batch(*pool_, subscriber).value(), 2U);
    EXPECT_EQ(deliver_batch(*pool_, subscriber).value(), 0U);
    EXPECT_EQ(taken(), 5);
    EXPECT_EQ(subscriber_position(*database_, "w").value(), 6);
    EXPECT_EQ(deliver_batch(*pool_, writer("nobody")).error().code, ErrorCode::not_found);
    EXPECT_TRUE(remove_subscriber(*database_, "w"));
    EXPECT_FALSE(remove_subscriber(*database_, "w"));
}

TEST_P(Events, SubscriberThatFailsGetsThemAgainAndHasWrittenNothing) {
    ASSERT_TRUE(add_subscriber(*database_, "w"));
    tell("a");
    number();
    Subscriber failing = writer("w");
    failing.handle = [inner = failing.handle](Database& database, std::span<const StoredEvent> events) -> Result<void> {
        STRATUM_TRY_VOID(inner(database, events));
        return error(ErrorCode::io, "not today");
    };
    EXPECT_FALSE(deliver_batch(*pool_, failing));
    EXPECT_EQ(taken(), 0);
    EXPECT_EQ(deliver_batch(*pool_, writer("w")).value(), 1U);
}

TEST_P(Events, TwoProcessesThatServeOneSubscriberDeliverEachOnce) {
    ASSERT_TRUE(add_subscriber(*database_, "w"));
    constexpr int kEvents = 50;
    for (int i = 0; i < kEvents; ++i) tell("x");
    number();
    {
        std::vector<std::jthread> processes;
        for (int i = 0; i < 3; ++i)
            processes.emplace_back([&] {
                Subscriber subscriber = writer("w");
                subscriber.batch = 4;
                for (;;) {
                    const auto delivered = deliver_batch(*pool_, subscriber);
                    ASSERT_TRUE(delivered) << delivered.error().text();
                    if (*delivered == 0) return;
                }
            });
    }
    const auto row = database_->query_one("SELECT count(*), count(DISTINCT position) FROM taken").value();
    EXPECT_EQ(row->integer(0), kEvents);
    EXPECT_EQ(row->integer(1), kEvents);
}

TEST_P(Events, AreForgottenWhenOldAndHad) {
    ASSERT_TRUE(add_subscriber(*database_, "w"));
    tell("a");
    tell("b");
    number();
    const Timestamp later{clock_.now().milliseconds + 1};
    EXPECT_EQ(prune_events(*database_, later, 10).value(), 0) << "the subscriber has not had them";
    ASSERT_TRUE(deliver_batch(*pool_, writer("w")));
    EXPECT_EQ(prune_events(*database_, clock_.now(), 10).value(), 0) << "they are not old";
    EXPECT_EQ(prune_events(*database_, later, 1).value(), 1);
    EXPECT_EQ(forgotten_until(*database_).value(), 1);
    EXPECT_EQ(subjects(read()), "b");
    EXPECT_EQ(prune_events(*database_, later, 10).value(), 1);
    tell("c");
    number();
    EXPECT_EQ(read().at(0).position, 3) << "places are never given twice";
}

TEST_P(Events, RelayCarriesThemToListenersAndSubscribers) {
    tell("before");
    const auto signal = std::make_shared<Signal>();
    Signal arrived;
    std::mutex mutex;
    std::string heard;
    std::atomic<int> refusals = 2;
    int interruptions = 2;  // guarded by `mutex`
    Subscriber moody = writer("moody");
    moody.handle = [&, inner = moody.handle](Database& database, std::span<const StoredEvent> events) -> Result<void> {
        if (refusals-- > 0) return error(ErrorCode::io, "not now");
        STRATUM_TRY_VOID(inner(database, events));
        arrived.notify();
        return {};
    };
    number();
    const auto relay = EventRelay::start(
        {.poll = kLong, .pause = Seconds{0.01}}, {moody},
        [&](std::span<const StoredEvent> events) -> Result<void> {
            const std::scoped_lock lock{mutex};
            if (interruptions-- > 0) return error(ErrorCode::busy, "not now");
            heard += subjects(events);
            arrived.notify();
            return {};
        },
        *pool_, signal);
    ASSERT_TRUE(relay);
    for (const char* const subject : {"a", "b", "c"}) tell(subject);
    const auto done = [&] {
        const std::scoped_lock lock{mutex};
        return heard == "abc" && taken() == 3;
    };
    while (!done()) {
        signal->notify();
        arrived.wait(arrived.count(), Seconds{0.02});
    }
    EXPECT_EQ(heard, "abc");
}

STRATUM_ON_EVERY_ENGINE(Events);
INSTANTIATE_TEST_SUITE_P(Engines, EventsOutOfOrder, testing::Values(Engine::postgresql),
                         [](const auto&) { return std::string{"postgresql"}; });

}  // namespace
}  // namespace stratum::store
