#include "stratum/account/decide_again.hpp"

#include "stratum/account/roles.hpp"
#include "stratum/account/sessions.hpp"
#include "test_account.hpp"

#include <gmock/gmock.h>

namespace stratum::account {
namespace {

class DecideAgain : public AccountTest {
  protected:
    Actor log_in(const Uuid& user) {
        const auto session = start_session(db(), as_user(user), user, SessionState::active, "a test").value();
        Actor actor = actor_of(user);
        actor.session = session.id;
        return actor;
    }
    std::vector<Reason> reasons(const std::vector<Actor>& actors, const Uuid& workspace) {
        const auto decisions =
            decide_again(db(), permissions_, policy_, actors, "tracks.read", workspace, clock_.now());
        EXPECT_TRUE(decisions.ok());
        std::vector<Reason> out;
        for (const Decision& decision : *decisions) {
            EXPECT_EQ(decision.allowed, decision.reason == Reason::allowed);
            out.push_back(decision.reason);
        }
        return out;
    }
};

TEST_P(DecideAgain, KnowsWhichSessionsHaveEnded) {
    using testing::ElementsAre;
    const Uuid ann = make_user("ann");
    const Uuid workspace = make_workspace("Music", ann);
    const Uuid bob = make_member("bob", workspace, "viewer");
    const std::vector<Actor> all{log_in(ann), log_in(bob), log_in(ann)};
    EXPECT_THAT(reasons(all, workspace), ElementsAre(Reason::allowed, Reason::allowed, Reason::allowed));
    ASSERT_OK(end_session(db(), as_system(), ann, all[2].session));
    EXPECT_THAT(reasons(all, workspace), ElementsAre(Reason::allowed, Reason::allowed, Reason::not_signed_in));
    ASSERT_OK(remove_member(db(), as_system(), workspace, bob));
    EXPECT_THAT(reasons(all, workspace), ElementsAre(Reason::allowed, Reason::no_member, Reason::not_signed_in));
    clock_.advance(policy_.session_idle);
    EXPECT_THAT(reasons(all, workspace),
                ElementsAre(Reason::not_signed_in, Reason::not_signed_in, Reason::not_signed_in));
}

TEST_P(DecideAgain, KnowsThemAlsoWhereThereAreMany) {
    const Uuid ann = make_user("ann");
    const Uuid workspace = make_workspace("Music", ann);
    std::vector<Actor> all;
    for (int i = 0; i < 250; ++i) all.push_back(log_in(ann));
    std::vector<Reason> expected(all.size(), Reason::allowed);
    for (const std::size_t ended : {0U, 99U, 100U, 249U}) {
        ASSERT_OK(end_session(db(), as_system(), ann, all[ended].session));
        expected[ended] = Reason::not_signed_in;
    }
    EXPECT_EQ(reasons(all, workspace), expected);
    EXPECT_EQ(reasons({}, workspace), std::vector<Reason>{});
}

TEST_P(DecideAgain, TakesNobodyForTheOwnerAsSoonAsThereAreSeveral) {
    using testing::ElementsAre;
    const Actor sitting{.kind = ActorKind::local_owner};
    const auto first = first_run(db(), as(sitting), {.email = "ann@example.org"}, "Music").value();
    // Whoever sat there before the first account was made is that person from then on.
    EXPECT_THAT(reasons({sitting}, first.workspace), ElementsAre(Reason::allowed));
    make_member("bob", first.workspace, "viewer");
    EXPECT_THAT(reasons({sitting}, first.workspace), ElementsAre(Reason::not_signed_in));
}

STRATUM_ON_EVERY_ENGINE(DecideAgain);

}  // namespace
}  // namespace stratum::account
