#include "role_ids.hpp"
#include "test_people.hpp"

#include <functional>

namespace stratum::people {
namespace {

/// What several people do at one moment, as often as it takes to meet.
class ConcurrentMembers : public PeopleTest {
  protected:
    static constexpr int kRounds = 8;

    void SetUp() override {
        PeopleTest::SetUp();
        if (IsSkipped()) return;
        serve();
        ann_ = make_member("ann", "owner");
        mine_ = headers_of(ann_);
    }
    static std::vector<int> at_once(const std::vector<std::function<Reply()>>& requests) {
        std::vector<int> statuses(requests.size());
        {
            std::vector<std::jthread> threads;
            for (std::size_t i = 0; i < requests.size(); ++i)
                threads.emplace_back([&, i] { statuses[i] = requests[i]().status; });
        }
        std::ranges::sort(statuses);
        return statuses;
    }
    static std::string at(const Uuid& user) { return "/api/v1/members/" + to_text(user); }

    Uuid ann_;
    net::Headers mine_;
};

TEST_P(ConcurrentMembers, AreAllGivenTheirRoles) {
    std::vector<Uuid> members;
    for (const char* name : {"ben", "cleo", "dora", "eve"}) members.push_back(make_member(name, "viewer"));
    for (int round = 0; round < kRounds; ++round) {
        const std::string body = R"({"role_id":")" + to_text(role_id(round % 2 == 0 ? "member" : "viewer")) + "\"}";
        std::vector<std::function<Reply()>> requests;
        for (const Uuid& member : members)
            requests.emplace_back([&, member] { return patch(at(member), body, mine_); });
        EXPECT_EQ(at_once(requests), (std::vector{200, 200, 200, 200}));
    }
}

TEST_P(ConcurrentMembers, AreRemovedOnce) {
    for (int round = 0; round < kRounds; ++round) {
        const Uuid ben = make_member("ben" + std::to_string(round), "viewer");
        const std::vector<std::function<Reply()>> requests(3, [&] { return remove(at(ben), mine_); });
        EXPECT_EQ(at_once(requests), (std::vector{204, 404, 404}));
    }
}

TEST_P(ConcurrentMembers, LeaveOneOwner) {
    for (int round = 0; round < kRounds; ++round) {
        const Uuid ben = make_user("ben" + std::to_string(round));
        const std::string id = post("/api/v1/workspaces", R"({"name":"Band"})", mine_).json().text("id");
        ASSERT_TRUE(change(
            [&](store::Database& db) { return account::add_member(db, as_system(), *parse_uuid(id), ben, "owner"); }));
        const auto his = headers_of(ben);
        const auto leave = [&](const net::Headers& who) {
            return [&] { return remove("/api/v1/workspaces/" + id + "/membership", who); };
        };
        EXPECT_EQ(at_once({leave(mine_), leave(his)}), (std::vector{204, 409}));
    }
}

TEST_P(ConcurrentMembers, DeleteARoleOnce) {
    for (int round = 0; round < kRounds; ++round) {
        const auto made = post("/api/v1/roles", R"({"name":"dj","permissions":["people.read"]})", mine_);
        const std::string at{made.headers.get("Location")};
        const std::vector<std::function<Reply()>> requests(3, [&] { return remove(at, mine_); });
        EXPECT_EQ(at_once(requests), (std::vector{204, 404, 404}));
    }
}

STRATUM_ON_EVERY_ENGINE(ConcurrentMembers);

}  // namespace
}  // namespace stratum::people
