#include "confined/line.hpp"
#include "confined/sandbox.hpp"
#include "confined/system_calls.hpp"
#include "stratum/media/confined.hpp"

#include <exception>
#include <new>
#include <utility>

namespace stratum::media {
namespace {

constexpr int kLineFd = 0;
constexpr int kCannotConfine = 3;

class ChildLink final : public ParentLink {
  public:
    explicit ChildLink(Line& line) : line_(line) {}

    Result<Bytes> ask(std::span<const std::uint8_t> question) override {
        STRATUM_TRY(Message reply, exchange(MessageKind::question, question, MessageKind::answer));
        return std::move(reply.payload);
    }
    void alive(Seconds position) override {
        line_.queue(MessageKind::alive, to_cbor(AliveMessage{position.value()}));
        (void)line_.send_all().ok();  // A parent that is gone is met at the next message that matters.
    }
    Result<FfmpegPipes> ffmpeg(const FfmpegRequest& request) {
        STRATUM_TRY(Message reply, exchange(MessageKind::ffmpeg, to_cbor(request), MessageKind::ffmpeg_runs));
        STRATUM_TRY(const auto verdict, from_cbor<Verdict>(reply.payload));
        STRATUM_TRY_VOID(verdict.result());
        FfmpegPipes pipes{line_.take_descriptor(), line_.take_descriptor()};
        if (!pipes.output || !pipes.report) return error(ErrorCode::io, "ffmpeg's output did not arrive");
        return pipes;
    }

  private:
    Result<Message> exchange(MessageKind kind, std::span<const std::uint8_t> payload, MessageKind expected) {
        line_.queue(kind, payload);
        STRATUM_TRY_VOID(line_.send_all());
        STRATUM_TRY(auto reply, line_.wait(true));
        if (!reply) return error(ErrorCode::io, "the parent process is gone");
        if (reply->kind != expected) return error(ErrorCode::internal, "the parent process answered something else");
        return std::move(*reply);
    }
    Line& line_;
};

OutcomeMessage failed(const Error& failure, bool leaving) { return {Verdict::of(failure), {}, leaving}; }

/// What the handler makes of one job; whatever it throws becomes an error of this file.
OutcomeMessage handle(const Handler& handler, const Limits& limits, const Message& message, Line& line) {
    const os::Fd file = line.take_descriptor();
    auto job = from_cbor<JobMessage>(message.payload);
    if (!job || !file)
        return failed(error(ErrorCode::internal, "the parent process sent a job that cannot be read"), true);
    ChildLink link{line};
    Source source{file.get(), job->name, [&](const FfmpegRequest& request) { return link.ffmpeg(request); }};
    try {
        auto outcome = handler(source, job->request, link);
        if (!outcome) return failed(outcome.error(), false);
        if (outcome->size() + 1024 > kLongestMessage)
            return failed(error(ErrorCode::internal, "the result is too large to be handed over"), false);
        return {{}, std::move(*outcome), false};
    } catch (const std::bad_alloc&) {
        return failed(
            error(ErrorCode::crashed,
                  "needs more than the " + std::to_string(limits.memory_bytes >> 20) + " MiB that a file may take",
                  "raise the memory limit if the file is sound"),
            true);
    } catch (const std::exception& failure) {
        return failed(
            error(ErrorCode::internal, std::string{"failed in a way that was not foreseen: "} + failure.what()), true);
    }
}

}  // namespace

int serve_confined(const Handler& handler, const Limits& limits) {
    Line line{os::Fd{kLineFd}};
    SandboxRules rules;
    rules.memory_bytes = limits.memory_bytes;
    if (Sandbox::prepare(rules).apply() != 0) return kCannotConfine;
    line.queue(MessageKind::ready, {});
    if (!line.send_all()) return 0;
    for (;;) {
        const auto message = line.wait(true);
        if (!message || !*message || (*message)->kind != MessageKind::job) return message && !*message ? 0 : 1;
        const OutcomeMessage outcome = handle(handler, limits, **message, line);
        line.queue(MessageKind::outcome, to_cbor(outcome));
        if (!line.send_all()) return 0;
        if (outcome.leaving) return 0;
    }
}

}  // namespace stratum::media
