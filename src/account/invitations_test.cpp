#include "stratum/account/invitations.hpp"

#include "stratum/account/personal_data.hpp"
#include "test_account.hpp"

#include <gmock/gmock.h>

namespace stratum::account {
namespace {

class Invitations : public AccountTest {
  protected:
    void SetUp() override {
        AccountTest::SetUp();
        if (IsSkipped()) return;
        ann_ = make_user("ann");
        workspace_ = make_workspace("Studio", ann_);
    }
    SentInvitation send(std::string_view email = "bob@example.org", std::string_view role = "member") {
        return invite(db(), as_user(ann_), workspace_, email, role).value();
    }
    static std::string token_in(const Mail& mail) { return mail.text.substr(mail.text.find('#') + 1, 43); }
    InvitationState state() { return list_invitations(db(), workspace_, clock_.now())->front().state; }
    Uuid ann_;
    Uuid workspace_;
};

TEST_P(Invitations, MakeMembersOfStrangers) {
    const auto sent = send();
    EXPECT_EQ(sent.mail.to, "bob@example.org");
    const std::string mailed = token_in(sent.mail);
    EXPECT_NE(mailed, sent.token);
    EXPECT_THAT(sent.mail.text, testing::HasSubstr("Studio as member"));
    const auto view = view_invitation(db(), as({}), mailed);
    ASSERT_OK(view);
    EXPECT_TRUE(view->proved);
    EXPECT_EQ(view->workspace_name, "Studio");
    EXPECT_EQ(view->email, "bob@example.org");
    EXPECT_FALSE(view->has_account);
    EXPECT_EQ(state(), InvitationState::open);

    const auto accepted = accept_invitation_as_new(db(), as({}), mailed, {.email = "ignored", .name = "Bob"});
    ASSERT_OK(accepted);
    EXPECT_EQ(role_of(db(), workspace_, accepted->user).value(), "member");
    const auto bob = find_user(db(), accepted->user).value();
    EXPECT_EQ(bob->email, "bob@example.org");
    EXPECT_TRUE(bob->email_verified_at);
    EXPECT_EQ(state(), InvitationState::accepted);
    for (const std::string& token : {mailed, sent.token})
        EXPECT_CODE(ErrorCode::not_found, accept_invitation_as_new(db(), as({}), token, {.name = "Eve"}));
}

// Whoever invites sees that link, and would get an account with somebody else's address.
TEST_P(Invitations, ProveNoAddressByALinkThatDidNotGoByMail) {
    const auto sent = send();
    EXPECT_FALSE(view_invitation(db(), as({}), sent.token)->proved);
    const auto accepted = accept_invitation_as_new(db(), as({}), sent.token, {.name = "Bob"});
    ASSERT_OK(accepted);
    EXPECT_EQ(role_of(db(), workspace_, accepted->user).value(), "member");
    EXPECT_FALSE(find_user(db(), accepted->user).value()->email_verified_at);
    const Uuid eve = create_user(db(), as_system(), {.email = "eve@example.org"}).value();
    ASSERT_OK(accept_invitation(db(), as_user(eve), send("eve@example.org").token));
    EXPECT_FALSE(find_user(db(), eve).value()->email_verified_at);
}

TEST_P(Invitations, AreAcceptedByTheirAddressOnly) {
    const Uuid bob = create_user(db(), as_system(), {.email = "Bob@Example.org"}).value();
    const Uuid eve = make_user("eve");
    const auto sent = send();
    EXPECT_TRUE(view_invitation(db(), as({}), sent.token)->has_account);
    EXPECT_CODE(ErrorCode::permission_denied, accept_invitation(db(), as_user(eve), sent.token));
    EXPECT_CODE(ErrorCode::permission_denied, accept_invitation(db(), as({}), sent.token));
    EXPECT_CODE(ErrorCode::already_exists, accept_invitation_as_new(db(), as({}), sent.token, {}));
    ASSERT_OK(accept_invitation(db(), as_user(bob), token_in(sent.mail)));
    EXPECT_EQ(role_of(db(), workspace_, bob).value(), "member");
    EXPECT_EQ(told(workspace_), std::vector{"member.added " + to_text(bob) + " " + to_text(bob)});
    EXPECT_TRUE(find_user(db(), bob).value()->email_verified_at);
    EXPECT_CODE(ErrorCode::not_found, accept_invitation(db(), as_user(bob), sent.token));
}

TEST_P(Invitations, EndByTimeByRevocationAndByANewOne) {
    const auto works = [&](const std::string& token) { return view_invitation(db(), as({}), token).ok(); };
    const auto first = send();
    const auto second = send("BOB@example.org", "viewer");
    EXPECT_FALSE(works(first.token));
    ASSERT_TRUE(works(second.token));
    EXPECT_TRUE(works(token_in(second.mail)));
    clock_.advance(policy_.invitation);
    EXPECT_FALSE(works(second.token));
    EXPECT_FALSE(works(token_in(second.mail)));
    EXPECT_EQ(state(), InvitationState::expired);
    const auto third = send();
    EXPECT_TRUE(works(third.token));
    ASSERT_OK(revoke_invitation(db(), as_user(ann_), workspace_, third.id));
    EXPECT_FALSE(works(third.token));
    EXPECT_FALSE(works(token_in(third.mail)));
    EXPECT_EQ(state(), InvitationState::revoked);
    EXPECT_CODE(ErrorCode::not_found, revoke_invitation(db(), as_user(ann_), workspace_, third.id));
    EXPECT_CODE(ErrorCode::not_found, revoke_invitation(db(), as_user(ann_), ids_.next(), third.id));
}

TEST_P(Invitations, GiveOnlyWhatTheInviterHas) {
    const Uuid admin = make_member("admin", workspace_, "admin");
    EXPECT_CODE(ErrorCode::permission_denied, invite(db(), as_user(admin), workspace_, "bob@example.org", "owner"));
    EXPECT_CODE(ErrorCode::not_found, invite(db(), as_user(admin), workspace_, "bob@example.org", "boss"));
    EXPECT_CODE(ErrorCode::invalid_argument, invite(db(), as_user(admin), workspace_, "bob", "member"));
    EXPECT_CODE(ErrorCode::already_exists, invite(db(), as_user(ann_), workspace_, "admin@example.org", "member"));
    // What was given by somebody who has lost it since is lost, too.
    const auto sent = invite(db(), as_user(admin), workspace_, "bob@example.org", "admin").value();
    ASSERT_OK(view_invitation(db(), as({}), sent.token));
    ASSERT_OK(change_role(db(), as_user(ann_), workspace_, admin, "viewer"));
    EXPECT_CODE(ErrorCode::not_found, view_invitation(db(), as({}), sent.token));
    EXPECT_CODE(ErrorCode::not_found, accept_invitation_as_new(db(), as({}), sent.token, {}));
}

TEST_P(Invitations, EndWithTheMembershipOfWhoWasInvitedAndOfWhoInvited) {
    // Bob came by another way than these letters, one of which went to the address that he has now.
    const Uuid bob = make_user("bob");
    const auto old = send("bob@example.org", "admin"), present = send("Bob-New@example.org", "admin");
    const auto elses = send("eve@example.org");
    ASSERT_OK(add_member(db(), as_system(), workspace_, bob, "admin"));
    ASSERT_OK(change_email(db(), as_user(bob), bob, "bob-new@example.org"));
    const auto his = invite(db(), as_user(bob), workspace_, "cleo@example.org", "viewer").value();
    ASSERT_OK(remove_member(db(), as_user(ann_), workspace_, bob));
    for (const auto* const sent : {&old, &present, &his})
        EXPECT_CODE(ErrorCode::not_found, accept_invitation(db(), as_user(bob), sent->token));
    EXPECT_EQ(role_of(db(), workspace_, bob).value(), std::nullopt);
    EXPECT_EQ(count("invitations WHERE revoked_at IS NULL"), 1);
    EXPECT_TRUE(view_invitation(db(), as({}), elses.token).ok());
    EXPECT_EQ(count("audit_entries WHERE action = 'invitation.revoked'"), 3);
    // Whoever is invited anew comes back.
    ASSERT_OK(accept_invitation(db(), as_user(bob), send("bob-new@example.org").token));
}

TEST_P(Invitations, EndWithTheAccountOfWhoInvited) {
    const Uuid bob = make_member("bob", workspace_, "admin");
    ASSERT_OK(invite(db(), as_user(bob), workspace_, "cleo@example.org", "viewer"));
    ASSERT_EQ(state(), InvitationState::open);
    ASSERT_OK(erase_user(db(), as_user(bob), bob));
    EXPECT_EQ(state(), InvitationState::revoked);
}

STRATUM_ON_EVERY_ENGINE(Invitations);

}  // namespace
}  // namespace stratum::account
