#include "stratum/account/personal_data.hpp"

#include "stratum/account/api_keys.hpp"
#include "stratum/account/audit.hpp"
#include "stratum/account/audit_file.hpp"
#include "stratum/account/invitations.hpp"
#include "stratum/account/sessions.hpp"
#include "stratum/base/json_writer.hpp"
#include "test_account.hpp"

#include <gmock/gmock.h>

namespace stratum::account {
namespace {

class PersonalDataTest : public AccountTest {
  protected:
    void SetUp() override {
        AccountTest::SetUp();
        if (IsSkipped()) return;
        ann_ = make_user("ann");
        workspace_ = make_workspace("Studio", ann_);
        ASSERT_OK(start_session(db(), as_user(ann_), ann_, SessionState::active, "Browser/1"));
        ASSERT_OK(create_api_key(db(), as_user(ann_), workspace_, {"script", {"tracks.read"}, {}}));
    }
    Uuid ann_;
    Uuid workspace_;
};

TEST_P(PersonalDataTest, HoldsAllThatIsKnownAndNoSecrets) {
    const auto data = export_personal_data(db(), ann_);
    ASSERT_OK(data);
    EXPECT_EQ(data->email, "ann@example.org");
    ASSERT_EQ(data->memberships.size(), 1U);
    EXPECT_EQ(data->memberships[0].role, "owner");
    ASSERT_EQ(data->sessions.size(), 1U);
    EXPECT_EQ(data->sessions[0].address, "192.0.2.7");
    ASSERT_EQ(data->keys.size(), 1U);
    EXPECT_THAT(data->keys[0].scopes, testing::ElementsAre("tracks.read"));
    EXPECT_THAT(data->actions, testing::Not(testing::IsEmpty()));
    const std::string json = to_json(*data);
    EXPECT_THAT(json, testing::HasSubstr("Browser/1"));
    EXPECT_THAT(json, testing::Not(testing::HasSubstr("hash")));
    EXPECT_CODE(ErrorCode::not_found, export_personal_data(db(), ids_.next()));
}

TEST_P(PersonalDataTest, ErasureLeavesNothingThatNamesThePersonAndTheChainWhole) {
    ASSERT_OK(invite(db(), as_user(ann_), workspace_, "bob@example.org", "owner"));
    const Uuid bob = make_member("bob", workspace_, "owner");
    const crypto::Ed25519Signer signer{crypto::Ed25519Signer::Seed{1}};
    for (const Uuid& chain : {workspace_, kServer}) ASSERT_OK(seal_audit(db(), chain, signer, clock_.now()));

    const auto erased = erase_user(db(), as_user(ann_), ann_);
    ASSERT_OK(erased);
    EXPECT_TRUE(erased->left_behind.empty());
    EXPECT_FALSE(find_user(db(), ann_).value());
    for (const char* table : {"sessions", "api_keys", "api_key_scopes", "memberships WHERE role = 'owner'"})
        EXPECT_EQ(count(table), std::string_view{table}.starts_with("memberships") ? 1 : 0) << table;
    EXPECT_EQ(count("audit_entries WHERE personal LIKE '%ann@%' OR subject LIKE '%ann@%' OR details LIKE '%ann@%'"), 0);
    // Actions stay, done by an id that names nobody.
    EXPECT_EQ(count("audit_entries WHERE action = 'key.created'"), 1);
    for (const Uuid& chain : {workspace_, kServer}) {
        Bytes file;
        ASSERT_OK(export_audit(db(), chain, [&](std::span<const std::uint8_t> piece) -> Result<void> {
            file.insert(file.end(), piece.begin(), piece.end());
            return {};
        }));
        const auto verdict = verify_audit_file(file, signer.public_key());
        EXPECT_FALSE(verdict.fault) << verdict.sentence;
        EXPECT_GT(verdict.erased, 0);
    }
    // And the other way round: the address of somebody invited goes with them.
    EXPECT_GT(count("audit_entries WHERE personal LIKE '%bob@%'"), 0);
    ASSERT_OK(erase_user(db(), as_system(), bob));
    EXPECT_EQ(count("audit_entries WHERE personal LIKE '%bob@%'"), 0);
    EXPECT_EQ(count("invitations"), 0);
}

TEST_P(PersonalDataTest, LastOwnersHandOverFirst) {
    const Uuid bob = make_member("bob", workspace_, "member");
    EXPECT_CODE(ErrorCode::invalid_argument, erase_user(db(), as_user(ann_), ann_));
    ASSERT_OK(change_role(db(), as_user(ann_), workspace_, bob, "owner"));
    ASSERT_OK(erase_user(db(), as_user(ann_), ann_));
    // Nobody is left behind bob, so what is there must go with him.
    EXPECT_THAT(erase_user(db(), as_user(bob), bob)->left_behind, testing::ElementsAre(workspace_));
    EXPECT_CODE(ErrorCode::not_found, erase_user(db(), as_user(bob), bob));
}

TEST_P(PersonalDataTest, ErasureOfTheLibrarysOwnerLeavesAnEmptyLibraryAndNobodysRows) {
    clock_.advance(Seconds{1.0});
    const Uuid bob = make_user("bob");
    const Uuid his = make_workspace("Bob's", bob);
    ASSERT_TRUE(is_own_library(db(), workspace_).value());
    const auto invited = invite(db(), as_system(), workspace_, "cleo@example.org", "member").value();
    ASSERT_OK(erase_user(db(), as_user(ann_), ann_));

    // What was hers is on its way out: it is no library, nobody's to take, and its letters lead nowhere.
    const auto library = own_library(db()).value();
    ASSERT_TRUE(library);
    EXPECT_NE(library->id, workspace_);
    EXPECT_NE(library->id, his) << "nor is somebody's own workspace the library";
    EXPECT_EQ(library->name, "");
    EXPECT_TRUE(list_members(db(), library->id)->empty());
    EXPECT_CODE(ErrorCode::not_found, view_invitation(db(), as({}), invited.token));
    EXPECT_CODE(ErrorCode::invalid_argument, close_workspace(db(), as_system(), library->id));
    EXPECT_EQ(count("audit_entries WHERE action = 'workspace.deleted'"), 1);

    ASSERT_OK(erase_user(db(), as_user(bob), bob));
    EXPECT_EQ(own_library(db()).value()->id, library->id);
    const auto reason_at = [&](const Uuid& workspace) {
        return decide(db(), permissions_, {.kind = ActorKind::local_owner}, "tracks.read", workspace, clock_.now())
            ->reason;
    };
    EXPECT_EQ(reason_at(workspace_), Reason::no_member);
    EXPECT_EQ(reason_at(his), Reason::no_member);
    EXPECT_EQ(reason_at(library->id), Reason::allowed);
    EXPECT_EQ(first_run(db(), as({}), {.email = "dora@example.org"}, "Dora's")->workspace, library->id);
}

TEST_P(PersonalDataTest, ErasureFindsInvitationsToAddressesOfBefore) {
    // By the name that was invited, by the one of the account's beginning, and by one of a change in between.
    const auto first = invite(db(), as_user(ann_), workspace_, "hal-old@example.org", "viewer").value();
    const auto hal = accept_invitation_as_new(db(), as({}), first.token, {.name = "Hal"})->user;
    for (const char* const email : {"hal-between@example.org", "hal-new@example.org"})
        ASSERT_OK(change_email(db(), as_user(hal), hal, email));
    const Uuid other = make_workspace("Other", ann_);
    for (const char* const email : {"hal-old@example.org", "Hal-Between@example.org", "hal-new@example.org"})
        ASSERT_OK(invite(db(), as_user(ann_), other, email, "viewer"));
    EXPECT_EQ(export_personal_data(db(), hal)->invitations.size(), 4U);
    EXPECT_EQ(export_personal_data(db(), hal)->invitations[0].email, "hal-old@example.org");

    // Somebody else has one of the addresses by now: what went there since is theirs.
    const Uuid ian = create_user(db(), as_system(), {.email = "hal-between@example.org"}).value();
    ASSERT_OK(erase_user(db(), as_user(hal), hal));
    EXPECT_EQ(count("invitations"), 1);
    EXPECT_EQ(export_personal_data(db(), ian)->invitations.size(), 1U);
    EXPECT_EQ(count("audit_entries WHERE personal LIKE '%hal-old%' OR personal LIKE '%hal-new%'"), 0);
    EXPECT_EQ(count("audit_entries WHERE personal LIKE '%etween%'"), 2)
        << "the account and the invitation of who has it now";
}

TEST_P(PersonalDataTest, ErasureIsToldInTheWorkspacesOfOthersAndNamesNobody) {
    const Uuid bob = make_member("bob", workspace_, "viewer");
    const Uuid his = make_workspace("Bob's", bob);
    ASSERT_OK(erase_user(db(), as_user(bob), bob));
    const auto told_here = told(workspace_);
    ASSERT_FALSE(told_here.empty());
    EXPECT_EQ(told_here.back(), "member.removed " + to_text(bob) + " ") << "by nobody who could be named";
    const auto entry = list_audit(db(), workspace_, 1)->front();
    EXPECT_EQ(entry.action, "member.removed");
    EXPECT_EQ(entry.subject, "user:" + to_text(bob));
    EXPECT_EQ(entry.details, R"({"role":"viewer"})");
    EXPECT_EQ(entry.personal, "{}");
    EXPECT_TRUE(told(his).empty()) << "nobody is left to hear of it";
}

STRATUM_ON_EVERY_ENGINE(PersonalDataTest);

}  // namespace
}  // namespace stratum::account
