#include "stratum/account/decide.hpp"

#include "rows.hpp"
#include "stratum/account/roles.hpp"
#include "test_account.hpp"

#include <gmock/gmock.h>
#include <map>

namespace stratum::account {
namespace {

class Decide : public AccountTest {
  protected:
    Reason reason(const Actor& actor, std::string_view permission, const Uuid& workspace) {
        const auto decision = decide(db(), permissions_, actor, permission, workspace, clock_.now());
        EXPECT_TRUE(decision.ok());
        EXPECT_EQ(decision->allowed, decision->reason == Reason::allowed);
        return decision->reason;
    }
    /// A key as a row, made by the one who is named; what makes keys has its own tests.
    Actor make_key(const Uuid& workspace, const Uuid& creator, const std::vector<std::string>& scopes) {
        const Uuid id = ids_.next();
        EXPECT_TRUE(
            db().execute("INSERT INTO api_keys (workspace_id, id, public_id, secret_hash, name, created_by, "
                         "created_at) VALUES ($1, $2, $3, $4, 'k', $5, 0)",
                         {workspace.bytes, id.bytes, to_text(id), id.bytes, creator.bytes}));
        for (const auto& scope : scopes)
            EXPECT_TRUE(
                db().execute("INSERT INTO api_key_scopes (workspace_id, key_id, permission) VALUES ($1, $2, $3)",
                             {workspace.bytes, id.bytes, scope}));
        return {.kind = ActorKind::api_key, .user = creator, .key = id};
    }
};

// Role x permission x own or foreign workspace, over every permission that is declared, for sessions and keys of two
// workspaces that mirror each other: whatever the role, nobody sees the other side.
TEST_P(Decide, TwoWorkspacesNeverSeeEachOther) {
    struct Side {
        Uuid workspace;
        std::map<std::string, Uuid> people;  ///< By role.
    };
    std::vector<Side> sides;
    std::vector<std::string> everything;
    for (const auto& permission : permissions_.all()) everything.emplace_back(permission.name);
    for (const std::string name : {"north", "south"}) {
        const Uuid owner = make_user(name + "-owner");
        Side side{make_workspace(name, owner), {{"owner", owner}}};
        // The custom roles have the same name on both sides and hold different things.
        ASSERT_OK(save_role(db(), as_system(), side.workspace, "helper", "helps",
                            {name == "north" ? "tracks.read" : "tracks.write"}));
        for (const std::string role : {"admin", "analyst", "member", "viewer", "auditor", "helper"})
            side.people[role] = make_member(name + "-" + role, side.workspace, role);
        sides.push_back(std::move(side));
    }
    std::size_t decisions = 0;
    for (std::size_t own = 0; own < 2; ++own) {
        const Side& side = sides[own];
        const Side& other = sides[1 - own];
        for (const auto& [role, user] : side.people) {
            const Actor key = make_key(side.workspace, user, everything);
            for (const auto& permission : permissions_.all()) {
                const auto* built_in = find_built_in_role(role);
                const bool holds_it = built_in != nullptr
                                          ? holds(*built_in, permission)
                                          : permission.name == (own == 0 ? "tracks.read" : "tracks.write");
                const auto what = role + " " + std::string{permission.name};
                EXPECT_EQ(reason(actor_of(user), permission.name, side.workspace),
                          holds_it ? Reason::allowed : Reason::role_lacks)
                    << what;
                EXPECT_EQ(reason(actor_of(user), permission.name, other.workspace), Reason::no_member) << what;
                EXPECT_EQ(reason(key, permission.name, side.workspace), !holds_it              ? Reason::role_lacks
                                                                        : permission.dangerous ? Reason::needs_person
                                                                                               : Reason::allowed)
                    << what;
                EXPECT_EQ(reason(key, permission.name, other.workspace), Reason::key_of_other_workspace) << what;
                decisions += 4;
            }
        }
    }
    EXPECT_EQ(decisions, 2U * 7U * permissions_.all().size() * 4U);
}

TEST_P(Decide, IsNoForWhoeverIsNobody) {
    const Uuid workspace = make_workspace("one", make_user("ann"));
    EXPECT_EQ(reason({}, "tracks.read", workspace), Reason::not_signed_in);
    EXPECT_EQ(reason(actor_of(ids_.next()), "tracks.read", workspace), Reason::user_gone);
    EXPECT_EQ(reason({.kind = ActorKind::api_key, .key = ids_.next()}, "tracks.read", workspace), Reason::key_gone);
}

TEST_P(Decide, IsNoForWhatNobodyDeclared) {
    const Uuid ann = make_user("ann");
    const Uuid workspace = make_workspace("one", ann);
    EXPECT_EQ(reason(actor_of(ann), "tracks.destroy", workspace), Reason::unknown_permission);
    EXPECT_EQ(reason(system_actor(), "tracks.destroy", workspace), Reason::unknown_permission);
    EXPECT_EQ(reason(system_actor(), "tracks.read", workspace), Reason::allowed);
}

TEST_P(Decide, NoticesChangesAtOnce) {
    const Uuid ann = make_user("ann");
    const Uuid workspace = make_workspace("one", ann);
    const Uuid bob = make_member("bob", workspace, "member");
    EXPECT_EQ(reason(actor_of(bob), "tracks.write", workspace), Reason::allowed);
    ASSERT_OK(change_role(db(), as_user(ann), workspace, bob, "viewer"));
    EXPECT_EQ(reason(actor_of(bob), "tracks.write", workspace), Reason::role_lacks);
    ASSERT_OK(lock_user(db(), as_system(), bob));
    EXPECT_EQ(reason(actor_of(bob), "tracks.read", workspace), Reason::user_locked);
    ASSERT_OK(unlock_user(db(), as_system(), bob));
    EXPECT_EQ(reason(actor_of(bob), "tracks.read", workspace), Reason::allowed);
    ASSERT_OK(remove_member(db(), as_user(ann), workspace, bob));
    EXPECT_EQ(reason(actor_of(bob), "tracks.read", workspace), Reason::no_member);
}

TEST_P(Decide, AsksForAFreshSessionWhereItIsDangerous) {
    const Uuid ann = make_user("ann");
    const Uuid workspace = make_workspace("one", ann);
    Actor stale = actor_of(ann);
    stale.fresh_until = clock_.now();
    EXPECT_EQ(reason(stale, "workspace.delete", workspace), Reason::needs_fresh_session);
    EXPECT_EQ(reason(stale, "tracks.write", workspace), Reason::allowed);
    EXPECT_EQ(reason(actor_of(ann), "workspace.delete", workspace), Reason::allowed);
    Actor pending = actor_of(ann);
    pending.second_factor_pending = true;
    EXPECT_EQ(reason(pending, "tracks.read", workspace), Reason::second_factor_pending);
}

TEST_P(Decide, KeysAreTheirScopesWithinTheirCreatorsRole) {
    const Uuid ann = make_user("ann");
    const Uuid workspace = make_workspace("one", ann);
    const Uuid bob = make_member("bob", workspace, "member");
    const Actor key = make_key(workspace, bob, {"tracks.read", "analyses.request"});
    EXPECT_EQ(reason(key, "tracks.read", workspace), Reason::allowed);
    EXPECT_EQ(reason(key, "tracks.write", workspace), Reason::key_lacks_scope);
    EXPECT_EQ(reason(key, "analyses.request", workspace), Reason::role_lacks);
    ASSERT_TRUE(db().execute("UPDATE api_keys SET expires_at = $1", {clock_.now().milliseconds + 1000}));
    EXPECT_EQ(reason(key, "tracks.read", workspace), Reason::allowed);
    clock_.advance(Seconds{1.0});
    EXPECT_EQ(reason(key, "tracks.read", workspace), Reason::key_gone);
    ASSERT_TRUE(db().execute("UPDATE api_keys SET expires_at = NULL"));
    // Removing the member revokes the key, too; locking alone is enough.
    ASSERT_OK(lock_user(db(), as_system(), bob));
    EXPECT_EQ(reason(key, "tracks.read", workspace), Reason::user_locked);
    ASSERT_OK(unlock_user(db(), as_system(), bob));
    ASSERT_OK(remove_member(db(), as_user(ann), workspace, bob));
    EXPECT_EQ(reason(key, "tracks.read", workspace), Reason::key_gone);
}

TEST_P(Decide, TheLocalOwnerNeedsNobodyBeforeTheFirstUserAndIsThatUserAfterwards) {
    const Uuid workspace = ids_.next();
    EXPECT_EQ(reason({.kind = ActorKind::local_owner}, "tracks.read", workspace), Reason::no_member);
    ASSERT_TRUE(
        db().execute("INSERT INTO workspaces (id, name, created_at) VALUES ($1, 'Music', 0)", {workspace.bytes}));
    EXPECT_EQ(reason({.kind = ActorKind::local_owner}, "workspace.delete", workspace), Reason::allowed);
    const Uuid ann = make_user("ann");
    const Uuid own = make_workspace("one", ann);
    EXPECT_EQ(reason({.kind = ActorKind::local_owner}, "tracks.read", own), Reason::not_signed_in);
    EXPECT_EQ(reason({.kind = ActorKind::local_owner, .user = ann}, "workspace.delete", own), Reason::allowed);
    EXPECT_EQ(reason({.kind = ActorKind::local_owner, .user = ann}, "tracks.read", workspace), Reason::no_member);
}

TEST_P(Decide, ExplainsInWordsAndAsData) {
    const Uuid ann = make_user("ann");
    const Uuid workspace = make_workspace("one", ann);
    const Uuid bob = make_member("bob", workspace, "viewer");
    const auto may_not = explain(db(), permissions_, actor_of(bob), "tracks.write", workspace, clock_.now());
    ASSERT_OK(may_not);
    EXPECT_FALSE(may_not->allowed);
    EXPECT_EQ(may_not->role, "viewer");
    EXPECT_EQ(may_not->role_holds, false);
    EXPECT_FALSE(may_not->key_scope);
    EXPECT_THAT(may_not->words,
                testing::ElementsAre("tracks.write means: may upload and change tracks.",
                                     "The user's role here is viewer, which does not hold this permission.",
                                     "So it is refused."));
    const auto key = make_key(workspace, ann, {"tracks.purge"});
    const auto needs_person = explain(db(), permissions_, key, "tracks.purge", workspace, clock_.now());
    EXPECT_EQ(needs_person->key_scope, true);
    EXPECT_EQ(needs_person->reason, Reason::needs_person);
    EXPECT_THAT(to_json(*needs_person), testing::HasSubstr(R"("reason":"needs_person")"));
    const auto unknown = explain(db(), permissions_, actor_of(ann), "no.such", workspace, clock_.now());
    EXPECT_EQ(unknown->reason, Reason::unknown_permission);
    EXPECT_EQ(unknown->allows, "");
}

TEST(Refusal, DoesNotTellStrangersThatAWorkspaceExists) {
    EXPECT_EQ(refusal({false, Reason::no_member}, "a.b").code, ErrorCode::not_found);
    EXPECT_EQ(refusal({false, Reason::key_of_other_workspace}, "a.b").code, ErrorCode::not_found);
    for (const Reason reason : {Reason::role_lacks, Reason::not_signed_in, Reason::needs_person, Reason::user_locked})
        EXPECT_EQ(refusal({false, reason}, "a.b").code, ErrorCode::permission_denied);
}

STRATUM_ON_EVERY_ENGINE(Decide);

}  // namespace
}  // namespace stratum::account
