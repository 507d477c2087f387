#include "stratum/store/jobs/nats_jobs.hpp"

#include "stratum/base/ids.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <nats/nats.h>
#include <optional>

namespace stratum::store {
namespace {

constexpr std::int64_t kSliceMs = 200;  ///< How long a wait can not be interrupted.
constexpr std::int64_t kSecondNs = 1'000'000'000;

template <auto destroy>
struct With {
    template <class T>
    void operator()(T* object) const {
        destroy(object);
    }
};
using Options = std::unique_ptr<natsOptions, With<natsOptions_Destroy>>;
using Connection = std::unique_ptr<natsConnection, With<natsConnection_Destroy>>;
using Stream = std::unique_ptr<jsCtx, With<jsCtx_Destroy>>;
using Subscription = std::unique_ptr<natsSubscription, With<natsSubscription_Destroy>>;
using Message = std::unique_ptr<natsMsg, With<natsMsg_Destroy>>;

std::int64_t milliseconds(Seconds time) { return static_cast<std::int64_t>(time.value() * 1000.0); }

Error nats_error(natsStatus status, std::string_view doing) {
    return error(ErrorCode::io, "NATS did not " + std::string{doing} + ": " + natsStatus_GetText(status),
                 "jobs go on without it, a little later; see whether a server with JetStream runs");
}

Error no_address() {
    return error(ErrorCode::invalid_argument, "the addresses of NATS can not be used",
                 "give them as nats://host:4222 or tls://host:4222, separated by commas, and see whether the file of "
                 "credentials can be read");
}

class Jobs final : public NatsJobs {
  public:
    Jobs(NatsOptions options, Connection connection, Stream stream)
        : options_(std::move(options)),
          subject_(options_.stream + ".ready"),
          connection_(std::move(connection)),
          stream_(std::move(stream)) {}

    Result<void> publish(const JobName& job) override {
        STRATUM_TRY_VOID(make_stream());
        std::array<std::uint8_t, 32> body{};
        std::ranges::copy(job.workspace.bytes, body.begin());
        std::ranges::copy(job.id.bytes, body.begin() + 16);
        const auto status =
            js_Publish(nullptr, stream_.get(), subject_.c_str(), body.data(), body.size(), nullptr, nullptr);
        if (status != NATS_OK) return nats_error(status, "take the name of a job");
        return {};
    }

    Result<std::vector<JobName>> next(std::size_t most, Seconds longest, std::stop_token stop) override {
        unsettled_.clear();
        STRATUM_TRY_VOID(subscribe());
        std::vector<JobName> names;
        for (std::int64_t left = std::max<std::int64_t>(1, milliseconds(longest)); left > 0 && !stop.stop_requested();
             left -= kSliceMs) {
            natsMsgList list{};
            const auto status =
                natsSubscription_Fetch(&list, subscription_.get(), static_cast<int>(std::min<std::size_t>(most, 256)),
                                       std::min(left, kSliceMs), nullptr);
            for (int i = 0; i < list.Count; ++i) {
                Message message{std::exchange(list.Msgs[i], nullptr)};
                if (const auto name = name_in(*message)) names.push_back(*name);
                unsettled_.push_back(std::move(message));
            }
            natsMsgList_Destroy(&list);
            if (!unsettled_.empty()) return names;
            if (status == NATS_OK || status == NATS_TIMEOUT) continue;
            subscription_.reset();  // it may be gone with its server; the next call makes another
            return nats_error(status, "name jobs");
        }
        return names;
    }

    void settle() override {
        for (const auto& message : unsettled_) (void)natsMsg_Ack(message.get(), nullptr);  // else it is named again
        unsettled_.clear();
    }

  private:
    /// Anybody who may write to the stream may write anything; what is no name is passed over.
    static std::optional<JobName> name_in(natsMsg& message) {
        const auto* data = reinterpret_cast<const std::uint8_t*>(natsMsg_GetData(&message));
        if (natsMsg_GetDataLength(&message) != 32) return {};
        return JobName{*uuid_from({data, 16}), *uuid_from({data + 16, 16})};
    }

    Result<void> make_stream() {
        const std::scoped_lock lock{mutex_};
        if (has_stream_) return {};
        std::array<const char*, 1> subjects{subject_.c_str()};
        jsStreamConfig config{};
        jsStreamConfig_Init(&config);
        config.Name = options_.stream.c_str();
        config.Subjects = subjects.data();
        config.SubjectsLen = 1;
        config.Retention = js_WorkQueuePolicy;
        config.Storage = js_FileStorage;
        config.Replicas = options_.replicas;
        config.MaxAge = 24 * 3600 * kSecondNs;  // what nobody took for a day was found in SQL long ago
        jsErrCode code{};
        const auto status = js_AddStream(nullptr, stream_.get(), &config, nullptr, &code);
        // One that is there with other settings is the operators' own.
        if (status != NATS_OK && code != JSStreamNameExistErr) return nats_error(status, "make the stream of jobs");
        has_stream_ = true;
        return {};
    }

    Result<void> subscribe() {
        if (subscription_) return {};
        STRATUM_TRY_VOID(make_stream());
        jsSubOptions options{};
        jsSubOptions_Init(&options);
        options.Stream = options_.stream.c_str();
        options.Config.AckWait = milliseconds(kAgainAfter) * 1'000'000;
        natsSubscription* raw = nullptr;
        const auto status =
            js_PullSubscribe(&raw, stream_.get(), subject_.c_str(), "workers", nullptr, &options, nullptr);
        subscription_.reset(raw);
        if (status != NATS_OK) return nats_error(status, "let a worker ask for jobs");
        return {};
    }

    const NatsOptions options_;
    const std::string subject_;
    const Connection connection_;
    const Stream stream_;
    std::mutex mutex_;
    bool has_stream_ = false;  ///< Guarded by `mutex_`. What follows belongs to the thread that asks.
    Subscription subscription_;
    std::vector<Message> unsettled_;
};

}  // namespace

Result<std::unique_ptr<NatsJobs>> NatsJobs::open(const NatsOptions& options) {
    const auto bad_letter = [](char c) {
        return !((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-');
    };
    if (options.stream.empty() || std::ranges::any_of(options.stream, bad_letter))
        return error(ErrorCode::invalid_argument, "'" + valid_utf8(options.stream) + "' is no name of a stream");
    std::vector<std::string> urls;
    for (const auto piece : split(options.urls, ',')) {
        const std::string_view url = trim(piece);
        // The address may hold a password, so it is not quoted.
        if ((!url.starts_with("nats://") && !url.starts_with("tls://")) || url.ends_with('/')) return no_address();
        urls.emplace_back(url);
    }
    std::vector<const char*> pointers;
    for (const auto& url : urls) pointers.push_back(url.c_str());

    natsOptions* raw = nullptr;
    if (natsOptions_Create(&raw) != NATS_OK) return error(ErrorCode::io, "no memory left for a connection to NATS");
    const Options settings{raw};
    auto status = natsOptions_SetServers(raw, pointers.data(), static_cast<int>(pointers.size()));
    const auto set = [&](natsStatus outcome) { status = status == NATS_OK ? outcome : status; };
    set(natsOptions_SetName(raw, "stratum"));
    set(natsOptions_SetMaxReconnect(raw, -1));
    set(natsOptions_SetReconnectWait(raw, 500));
    set(natsOptions_SetTimeout(raw, milliseconds(options.patience)));
    // Without something to call it would wait here until a server is there.
    set(natsOptions_SetRetryOnFailedConnect(raw, true, [](natsConnection*, void*) {}, nullptr));
    // The default prints.
    set(natsOptions_SetErrorHandler(raw, [](natsConnection*, natsSubscription*, natsStatus, void*) {}, nullptr));
    if (!options.credentials.empty())
        set(natsOptions_SetUserCredentialsFromFiles(raw, options.credentials.c_str(), nullptr));
    natsConnection* connected = nullptr;
    if (status == NATS_OK) status = natsConnection_Connect(&connected, raw);
    Connection connection{connected};
    if (connection == nullptr || (status != NATS_OK && status != NATS_NOT_YET_CONNECTED)) return no_address();
    jsOptions patience{};
    jsOptions_Init(&patience);
    patience.Wait = milliseconds(options.patience);
    jsCtx* context = nullptr;
    status = natsConnection_JetStream(&context, connection.get(), &patience);
    if (status != NATS_OK) return nats_error(status, "open its streams");
    return std::unique_ptr<NatsJobs>{std::make_unique<Jobs>(options, std::move(connection), Stream{context})};
}

}  // namespace stratum::store
