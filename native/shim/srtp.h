// The part of libsrtp 3's interface that the worker uses, over Debian 12's libsrtp2.
//
// libsrtp 3 made srtp_policy_t an opaque pointer with setters, and lets protect and unprotect write to another buffer.
// libsrtp2's own srtp_policy_t is renamed while its header is read; the functions below are C++ overloads which stand
// beside libsrtp2's extern "C" functions of the same names.
#pragma once
#define srtp_policy_t srtp2_policy_t
#include <srtp2/srtp.h>
#undef srtp_policy_t
#include <cstddef>
#include <cstdint>
#include <cstring>

// Two error codes that libsrtp 3 added.
constexpr auto srtp_err_status_buffer_small = static_cast<srtp_err_status_t>(28);
constexpr auto srtp_err_status_cryptex_err  = static_cast<srtp_err_status_t>(29);

namespace srtp3_over_srtp2
{
	struct Policy
	{
		srtp2_policy_t inner{};
		uint8_t key[SRTP_MAX_KEY_LEN]{}; // master key, then salt; inner.key points here
	};

	// Runs `work` (libsrtp2: in place, length as int) as libsrtp 3 would. The output needs room for `growth` more bytes.
	template<typename Work>
	srtp_err_status_t copying(const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen, size_t growth, Work work)
	{
		if (*outLen < inLen + growth)
		{
			return srtp_err_status_buffer_small;
		}
		if (out != in)
		{
			std::memmove(out, in, inLen);
		}

		int len           = static_cast<int>(inLen);
		const auto status = work(out, &len);

		*outLen = static_cast<size_t>(len);
		return status;
	}
} // namespace srtp3_over_srtp2

using srtp_policy_t = srtp3_over_srtp2::Policy*;

inline srtp_err_status_t srtp_policy_create(srtp_policy_t* policy)
{
	*policy = new srtp3_over_srtp2::Policy;
	return srtp_err_status_ok;
}

inline void srtp_policy_destroy(srtp_policy_t policy)
{
	if (policy != nullptr)
	{
		explicit_bzero(policy->key, sizeof(policy->key));
		delete policy;
	}
}

inline srtp_err_status_t srtp_policy_set_ssrc(srtp_policy_t policy, srtp_ssrc_t ssrc)
{
	policy->inner.ssrc = ssrc;
	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_profile(srtp_policy_t policy, srtp_profile_t profile)
{
	const auto status = srtp_crypto_policy_set_from_profile_for_rtp(&policy->inner.rtp, profile);
	if (status != srtp_err_status_ok)
	{
		return status;
	}
	return srtp_crypto_policy_set_from_profile_for_rtcp(&policy->inner.rtcp, profile);
}

// Master key identifiers are not carried: the worker uses none.
inline srtp_err_status_t srtp_policy_add_key(
  srtp_policy_t policy, const uint8_t* key, size_t keyLen, const uint8_t* salt, size_t saltLen, const uint8_t* /*mki*/, size_t mkiLen)
{
	if (mkiLen != 0 || keyLen + saltLen > sizeof(policy->key))
	{
		return srtp_err_status_bad_param;
	}
	std::memcpy(policy->key, key, keyLen);
	std::memcpy(policy->key + keyLen, salt, saltLen);
	policy->inner.key = policy->key;
	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_allow_repeat_tx(srtp_policy_t policy, bool allow)
{
	policy->inner.allow_repeat_tx = allow ? 1 : 0;
	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_window_size(srtp_policy_t policy, size_t size)
{
	policy->inner.window_size = size;
	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_create(srtp_t* session, srtp_policy_t policy)
{
	const srtp2_policy_t* inner = &policy->inner;
	return ::srtp_create(session, inner);
}

inline srtp_err_status_t srtp_protect(srtp_t session, const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen, size_t /*mki*/)
{
	return srtp3_over_srtp2::copying(
	  in, inLen, out, outLen, SRTP_MAX_TRAILER_LEN, [session](void* data, int* len) { return ::srtp_protect(session, data, len); });
}

inline srtp_err_status_t srtp_unprotect(srtp_t session, const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen)
{
	return srtp3_over_srtp2::copying(
	  in, inLen, out, outLen, 0, [session](void* data, int* len) { return ::srtp_unprotect(session, data, len); });
}

// RTCP grows by four bytes more: its index travels in the packet.
inline srtp_err_status_t srtp_protect_rtcp(srtp_t session, const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen, size_t /*mki*/)
{
	return srtp3_over_srtp2::copying(
	  in, inLen, out, outLen, SRTP_MAX_TRAILER_LEN + 4, [session](void* data, int* len) { return ::srtp_protect_rtcp(session, data, len); });
}

inline srtp_err_status_t srtp_unprotect_rtcp(srtp_t session, const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen)
{
	return srtp3_over_srtp2::copying(
	  in, inLen, out, outLen, 0, [session](void* data, int* len) { return ::srtp_unprotect_rtcp(session, data, len); });
}

// The worker passes the ssrc in network byte order, which is what libsrtp2 expects here.
inline srtp_err_status_t srtp_stream_remove(srtp_t session, uint32_t ssrc)
{
	return ::srtp_remove_stream(session, ssrc);
}
