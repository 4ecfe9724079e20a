package io.sdnsim.bgp.wire;

/**
 * What a speaker does about a malformed UPDATE, weakest first (RFC 7606 2). The codec applies the
 * strict rules of RFC 4271 6.3, where every error is a session reset; the codec and the session
 * carry the action, so that RFC 7606's rules need no new path through them.
 */
public enum UpdateError {
  ATTRIBUTE_DISCARD,
  TREAT_AS_WITHDRAW,
  AFI_DISABLE,
  SESSION_RESET
}
