async (ice) => {
  const [one, other] = [0, 1].map(() => new RTCPeerConnection({ iceServers: ice, iceTransportPolicy: "relay" }));
  let candidates = 0;
  for (const [from, to] of [[one, other], [other, one]]) from.onicecandidate = ({ candidate }) => { if (candidate) { candidates++; to.addIceCandidate(candidate); } };
  const channel = one.createDataChannel("words");
  const heard = new Promise((done) => { other.ondatachannel = ({ channel }) => { channel.onmessage = ({ data }) => done(data); }; setTimeout(() => done(""), 9000); });
  channel.onopen = () => channel.send("hello");
  await one.setLocalDescription();
  await other.setRemoteDescription(one.localDescription);
  await other.setLocalDescription();
  await one.setRemoteDescription(other.localDescription);
  const words = await heard, kinds = [];
  const told = await one.getStats();
  told.forEach((s) => { if (s.type === "candidate-pair" && s.nominated && s.state === "succeeded" && kinds.length === 0) kinds.push(told.get(s.localCandidateId).candidateType, told.get(s.remoteCandidateId).candidateType); });
  const state = one.connectionState;
  one.close(); other.close();
  return { state, candidates, kinds, heard: words };
}
